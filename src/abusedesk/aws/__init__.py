"""
The only room that speaks to AWS: session, Reader for everybody, Writer for act alone.

session.py opens a Session, read.py reads with it, write.py changes with it, permissions.py says what
a declared call needs and whether it is a read, policy.py makes IAM policies of declarations.
"""

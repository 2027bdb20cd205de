"""What a person does by hand about content, web applications and mail."""

from __future__ import annotations

from abusedesk.model import ActionFacts
from abusedesk.translate import msg

CONTENT = (
    ActionFacts(
        id="patch_web_application",
        title=msg("Update the web application and its plugins; let upload folders run no programs"),
        harm=msg("The application is down while it is updated; test what it needs before."),
        reversible=True,
        writes=(),
    ),
    ActionFacts(
        id="look_after_uploads",
        title=msg(
            "Look after what customers publish: check uploads, answer complaints, shut out who abuses it"
        ),
        harm=msg("Some wanted uploads are held back until somebody has looked."),
        reversible=True,
        writes=(),
    ),
    ActionFacts(
        id="sign_uploads",
        title=msg("Let browsers upload by signed addresses only, to a folder that is not served"),
        harm=msg("The form has to ask a program of yours for an address before it uploads."),
        reversible=True,
        writes=(),
    ),
    ActionFacts(
        id="restrict_mail_sending",
        title=msg("Let keys that send mail do only that, from your own addresses and as your own senders"),
        harm=msg("Programs that send from elsewhere, or as somebody else, are refused."),
        reversible=True,
        writes=("iam:PutUserPolicy",),
    ),
)

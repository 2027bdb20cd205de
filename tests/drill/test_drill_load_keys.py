import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.drill import naming
from abusedesk.drill.loading.mistakes import line_of


@pytest.mark.parametrize(
    ("key", "operation"),
    [
        ("ec2:instances", "DescribeInstances"),
        ("ec2:security_groups", "DescribeSecurityGroups"),
        ("lambda:functions", "ListFunctions"),
        ("s3:buckets", "ListBuckets"),
        ("kms:keys", "ListKeys"),
        ("ses:identities", "ListIdentities"),
        ("cloudtrail:event_selectors", "GetEventSelectors"),
        ("dynamodb:tables", "ListTables"),
        ("cloudfront:distributions", "ListDistributions"),
        ("iam:server_certificates", "ListServerCertificates"),
        ("elasticloadbalancing:load_balancers", "DescribeLoadBalancers"),
        ("ssm:instance_information", "DescribeInstanceInformation"),
    ],
)
def test_a_key_is_derived_from_the_answer_that_lists_it(key, operation):
    assert operation in {one.operation for one in naming.resource_key(key).lists}


def test_a_key_may_name_the_one_thing_that_a_get_answers():
    assert ("sesv2", "GetAccount") in naming.resource_key("ses:account").whole


@pytest.mark.parametrize("key", ["ec2:instnaces", "nothing:instances", "ec2", "ec2:", ":instances"])
def test_a_key_that_no_operation_answers_is_refused(key):
    with pytest.raises(ValueError, match=r"expected|did you mean|no service"):
        naming.resource_key(key)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def paths(value):
    yield ()
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        for path in paths(item):
            yield (step, *path)


@given(JSON)
def test_the_line_of_a_value_is_where_its_text_begins(value):
    text = _written(value)
    lines = text.splitlines()
    for path in paths(value):
        found = value
        for step in path:
            found = found[step]
        assert lines[line_of(text, path) - 1].lstrip().startswith(_written(found).splitlines()[0][:1])


def _written(value):
    """JSON with every value on a line of its own."""
    if isinstance(value, dict):
        inside = ",\n".join(f"{json.dumps(name)}:\n{_written(item)}" for name, item in value.items())
        return "{\n" + inside + "\n}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(_written(item) for item in value) + "\n]"
    return json.dumps(value)

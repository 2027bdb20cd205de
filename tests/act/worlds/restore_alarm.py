"""An alarm on cost that the intruder deleted; CloudTrail tells what it was."""

import json

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

ASKED = {
    "alarmName": "cost over 100 USD",
    "alarmDescription": "",
    "actionsEnabled": True,
    "okActions": [],
    "alarmActions": [f"arn:aws:sns:us-east-1:{ACCOUNT}:billing"],
    "metricName": "EstimatedCharges",
    "namespace": "AWS/Billing",
    "statistic": "Maximum",
    "dimensions": [{"name": "Currency", "value": "USD"}],
    "period": 21600,
    "evaluationPeriods": 1,
    "threshold": 100.0,
    "comparisonOperator": "GreaterThanThreshold",
}
OTHER = {"AlarmName": "cpu", "MetricName": "CPUUtilization", "Namespace": "AWS/EC2", "ActionsEnabled": True}
FILES = {"resources/us-east-1.json": {"cloudwatch:metric_alarms": [OTHER]}}
TARGET = Target("cost over 100 USD", ACCOUNT, "us-east-1", (json.dumps(ASKED),))


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    _, made = server.world.accounts[ACCOUNT].things["us-east-1"]["cloudwatch:metric_alarms"]
    assert made["Dimensions"] == [{"Name": "Currency", "Value": "USD"}]
    assert made["ActionsEnabled"] is True

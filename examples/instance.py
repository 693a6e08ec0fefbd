"""Applications on an instance and in a container: a role without any key in a file.

Run it with what `make run` prints (AWS_ENDPOINT_URL, AWS_DEFAULT_REGION, a root access key), in the
folder from which the server was started: the container's token comes from its home folder.
"""

import json
import os
import subprocess
import sys

import boto3

NAME = "example-application"
SERVICES = ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]
TRUST = {"Effect": "Allow", "Principal": {"Service": SERVICES}, "Action": "sts:AssumeRole"}
APPLICATION = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"


def make_profile(iam):
    document = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=document)
    iam.create_instance_profile(InstanceProfileName=NAME)
    iam.add_role_to_instance_profile(InstanceProfileName=NAME, RoleName=NAME)


def remove_profile(iam):
    iam.remove_role_from_instance_profile(InstanceProfileName=NAME, RoleName=NAME)
    iam.delete_instance_profile(InstanceProfileName=NAME)
    iam.delete_role(RoleName=NAME)


def run_application(**environment):
    """A process that has no keys: it can only find them where an instance or a container does."""
    bare = {name: value for name, value in os.environ.items() if "ACCESS_KEY" not in name}
    command = [sys.executable, "-c", APPLICATION]
    done = subprocess.run(
        command, env=bare | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def read_environment():
    """What `rolebridge keys instance NAME` prints."""
    command = [sys.executable, "-c", "from rolebridge.cli import main; main()"]
    command += ["keys", "instance", NAME, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    iam = boto3.client("iam")
    make_profile(iam)
    try:
        variables = read_environment()
        on_instance = variables.pop("AWS_EC2_METADATA_SERVICE_ENDPOINT")
        found = run_application(AWS_EC2_METADATA_SERVICE_ENDPOINT=on_instance)
        print(f"On the instance, the application is {found}.")
        found = run_application(**variables, AWS_EC2_METADATA_DISABLED="true")
        print(f"In the container, it is {found}.")
    finally:
        remove_profile(iam)

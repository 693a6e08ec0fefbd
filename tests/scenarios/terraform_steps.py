"""What Terraform's AWS provider asks of IAM for a federated role: make, read, change, read, delete.

Run in a process of its own with nothing but the environment; prints one JSON object.
"""

import json
import sys

import boto3

iam = boto3.client("iam")
account = boto3.client("sts").get_caller_identity()["Account"]


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*"):
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def trust(provider):
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    }
    return document(statement)


def tags(**pairs):
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def snapshot():
    """Everything in the account, without what a policy of AWS has by being counted."""
    pages = iam.get_paginator("get_account_authorization_details").paginate(
        Filter=["User", "Role", "Group", "LocalManagedPolicy"]
    )
    whole = {"providers": iam.list_saml_providers()["SAMLProviderList"]}
    whole["issuers"] = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    whole["profiles"] = iam.list_instance_profiles()["InstanceProfiles"]
    for page in pages:
        for name in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"):
            whole.setdefault(name, []).extend(page[name])
    return json.loads(json.dumps(whole, default=str))


def read_role():
    role = iam.get_role(RoleName="tf-role")["Role"]
    inline = iam.list_role_policies(RoleName="tf-role")["PolicyNames"]
    attached = iam.list_attached_role_policies(RoleName="tf-role")["AttachedPolicies"]
    return {
        "trust": role["AssumeRolePolicyDocument"],
        "description": role["Description"],
        "longest": role["MaxSessionDuration"],
        "boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "tags": {tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
        "inline": {
            name: iam.get_role_policy(RoleName="tf-role", PolicyName=name)["PolicyDocument"]
            for name in inline
        },
        "attached": [each["PolicyArn"] for each in attached],
    }


def read_policy(arn):
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    version = policy["DefaultVersionId"]
    found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
    return {"version": version, "document": found["Document"], "uses": policy["AttachmentCount"]}


def create(metadata):
    provider = iam.create_saml_provider(
        Name="tf-provider", SAMLMetadataDocument=metadata, Tags=tags(made="terraform")
    )["SAMLProviderArn"]
    iam.create_role(
        RoleName="tf-role",
        Path="/terraform/",
        AssumeRolePolicyDocument=trust(provider),
        Description="first",
        MaxSessionDuration=7200,
        Tags=tags(stage="one", keep="yes"),
    )
    policy = iam.create_policy(
        PolicyName="tf-policy", PolicyDocument=document(allow("s3:GetObject"))
    )["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="tf-role", PolicyArn=policy)
    iam.put_role_policy(
        RoleName="tf-role", PolicyName="tf-inline", PolicyDocument=document(allow("sns:Publish"))
    )
    iam.create_instance_profile(InstanceProfileName="tf-profile", Tags=tags(made="terraform"))
    iam.add_role_to_instance_profile(InstanceProfileName="tf-profile", RoleName="tf-role")
    return provider, policy


def change(metadata, provider, policy):
    iam.update_saml_provider(SAMLProviderArn=provider, SAMLMetadataDocument=metadata)
    iam.update_role(RoleName="tf-role", Description="second", MaxSessionDuration=3600)
    iam.untag_role(RoleName="tf-role", TagKeys=["stage"])
    iam.tag_role(RoleName="tf-role", Tags=tags(stage="two"))
    iam.put_role_permissions_boundary(RoleName="tf-role", PermissionsBoundary=policy)
    for action in ("s3:PutObject", "s3:ListBucket"):
        iam.create_policy_version(
            PolicyArn=policy, PolicyDocument=document(allow(action)), SetAsDefault=True
        )


def destroy(provider, policy):
    for profile in iam.list_instance_profiles_for_role(RoleName="tf-role")["InstanceProfiles"]:
        name = profile["InstanceProfileName"]
        iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName="tf-role")
    iam.delete_instance_profile(InstanceProfileName="tf-profile")
    for attached in iam.list_attached_role_policies(RoleName="tf-role")["AttachedPolicies"]:
        iam.detach_role_policy(RoleName="tf-role", PolicyArn=attached["PolicyArn"])
    for name in iam.list_role_policies(RoleName="tf-role")["PolicyNames"]:
        iam.delete_role_policy(RoleName="tf-role", PolicyName=name)
    iam.delete_role_permissions_boundary(RoleName="tf-role")
    iam.delete_role(RoleName="tf-role")
    for version in iam.list_policy_versions(PolicyArn=policy)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=policy, VersionId=version["VersionId"])
    iam.delete_policy(PolicyArn=policy)
    iam.delete_saml_provider(SAMLProviderArn=provider)


def main():
    metadata = sys.stdin.read()
    before = snapshot()
    provider, policy = create(metadata)
    made = {"role": read_role(), "policy": read_policy(policy)}
    change(metadata, provider, policy)
    changed = {"role": read_role(), "policy": read_policy(policy)}
    destroy(provider, policy)
    told = {"account": account, "provider": provider, "policy_arn": policy}
    told |= {"made": made, "changed": changed, "before": before, "after": snapshot()}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()

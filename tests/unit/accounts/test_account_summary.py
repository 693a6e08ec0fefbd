"""GetAccountSummary counts what there is."""

from support.accounts import AccountsWorld, allow, policy


def test_what_there_is_and_may_be_is_counted(now):
    world = AccountsWorld(now)
    before = world.call("GetAccountSummary")["SummaryMap"]
    assert before["AccountAccessKeysPresent"] == before["Roles"] == before["Users"] == 0
    assert (before["RolesQuota"], before["VersionsPerPolicyQuota"]) == (1000, 5)
    assert (before["UserPolicySizeQuota"], before["AssumeRolePolicySizeQuota"]) == (2048, 2048)
    document = policy(allow("s3:GetObject"))
    arn = world.call("CreatePolicy", PolicyName="p", PolicyDocument=document)["Policy"]["Arn"]
    world.call("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=document)
    world.call("CreateInstanceProfile", InstanceProfileName="p")
    world.add_user("ann")
    world.call("CreateGroup", GroupName="team")
    world.add_root_key()
    after = world.call("GetAccountSummary")["SummaryMap"]
    changed = {name: count for name, count in after.items() if before[name] != count}
    assert changed == {
        "AccountAccessKeysPresent": 1,
        "Groups": 1,
        "InstanceProfiles": 1,
        "Policies": 1,
        "PolicyVersionsInUse": 2,
        "Users": 1,
    }

"""`sphinx-amts doctor` against moto's IAM, STS and S3, and the Translate emulator."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import boto3
import pytest
from emulated import AMAZON, BUCKET, CREDENTIALS, REGION, ROLE
from iam_server import policy_simulator

from sphinx_amts.engines.amazon import policies

TEMPLATE = Path(__file__).parents[3] / "docs/howto/scripts/amazon-account.yaml"
STACK_BUCKET = "bucket-of-a-stack"


@pytest.fixture(scope="module")
def account(s3_url):
    """A client of any service of the emulated account."""

    def client(service):
        return boto3.client(
            service,
            endpoint_url=s3_url,
            region_name=REGION,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    return client


@pytest.fixture
def doctor(book, amazon, amts, s3_url):
    """Run the doctor; IAM and STS can be asked as well."""

    def run(*arguments, expect=0, iam=True, **env):
        environment = amazon.environment
        if iam:
            environment["AWS_ENDPOINT_URL_IAM"] = s3_url
            environment["AWS_ENDPOINT_URL_STS"] = s3_url
        arguments = ("-l", "es", *arguments)
        ran = amts(book, "doctor", book.src, *arguments, **{**environment, **env})
        assert ran.code == expect, (ran.out, ran.err)
        assert amazon.paid_calls == []
        return ran.out

    return run


@pytest.fixture
def role(account):
    """The role of the settings, as the doctor itself says it should be."""
    names = policies.ResourceNames.of(
        account="", bucket=BUCKET, folder="sphinx-amts", role_arn=ROLE, kms_key=""
    )
    iam = account("iam")
    iam.create_role(
        RoleName="translate",
        AssumeRolePolicyDocument=json.dumps(policies.trust_policy(names)),
    )
    yield
    iam.delete_role(RoleName="translate")


@pytest.fixture(scope="module")
def stack(account):
    """What the template makes of an empty account: the outputs by name."""
    formation = account("cloudformation")
    formation.create_stack(
        StackName="books",
        TemplateBody=TEMPLATE.read_text("utf-8"),
        Parameters=[{"ParameterKey": "BucketName", "ParameterValue": STACK_BUCKET}],
        Capabilities=["CAPABILITY_IAM"],
    )
    (made,) = formation.describe_stacks(StackName="books")["Stacks"]
    return {out["OutputKey"]: out["OutputValue"] for out in made["Outputs"]}


def lines(out, state):
    return [line for line in out.splitlines() if line.startswith(state)]


def documents(out):
    """Return the JSON documents in *out*."""
    found, decoder = [], json.JSONDecoder()
    rest = out
    while "\n{" in rest:
        rest = rest[rest.index("\n{") + 1 :]
        document, end = decoder.raw_decode(rest)
        found.append(document)
        rest = rest[end:]
    return found


def test_an_account_that_is_ready(book, doctor, amazon, role):
    amazon.make_parallel_data()
    book.conf(amts_amazon={**AMAZON, "parallel_data": "pairs"})
    out = doctor()
    assert lines(out, "to fix") == []
    assert "nothing to fix" in out
    assert f"role: {ROLE}: translate.amazonaws.com may take it on" in out
    assert f"{BUCKET}: written, read and deleted an object" in out
    assert "es: languages: en to es" in out
    assert "es: parallel data: pairs" in out
    assert amazon.keys("sphinx-amts/doctor") == []
    assert documents(out) == []


def test_what_cannot_be_asked_is_said(doctor, role):
    out = doctor(iam=False)
    assert "not sure  credentials: not asked: the endpoints are not Amazon's" in out
    assert "not sure  role: not asked" in out
    assert "nothing to fix" in out


def test_from_an_empty_account_by_the_template(book, doctor, stack):
    book.conf(
        amts_amazon={
            "region": stack["Region"],
            "bucket": stack["Bucket"],
            "role_arn": stack["RoleArn"],
        }
    )
    out = doctor()
    assert "nothing to fix" in out
    assert f"{STACK_BUCKET}: written, read and deleted an object" in out
    assert "may take it on" in out


def test_the_template_gives_the_rights_that_the_doctor_prints(account, stack):
    iam = account("iam")
    arn = stack["RoleArn"]
    name = arn.rpartition("/")[2]
    names = policies.ResourceNames.of(
        account="",
        bucket=STACK_BUCKET,
        folder="sphinx-amts",
        role_arn=arn,
        kms_key="",
    )
    role = iam.get_role(RoleName=name)["Role"]
    assert role["AssumeRolePolicyDocument"] == policies.trust_policy(names)
    (own,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
    given = iam.get_role_policy(RoleName=name, PolicyName=own)["PolicyDocument"]
    if isinstance(given, str):  # moto gives what a stack made as Python writes it
        given = ast.literal_eval(given)
    assert given == policies.role_policy(names)
    policy = iam.get_policy(PolicyArn=stack["CallerPolicyArn"])["Policy"]
    version = iam.get_policy_version(
        PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"]
    )
    document = version["PolicyVersion"]["Document"]
    assert document == policies.caller_policy(names)


def test_the_linter_accepts_the_template():
    api = pytest.importorskip("cfnlint.api")
    assert api.lint_file(TEMPLATE) == []


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"region": ""}, ['set "region" in amts_amazon']),
        ({"bucket": ""}, ["bucket: not set", "create one in the region above"]),
        ({"bucket": "no-such-bucket"}, ["aws s3 mb s3://no-such-bucket --region us-"]),
        ({"role_arn": ""}, ["role_arn: not set", "create the role below"]),
        ({"role_arn": ROLE + "x"}, [f"there is no {ROLE}x", "documents below"]),
        (
            {"role_arn": ROLE.replace("123456789012", "210987654321")},
            ["not of the account 123456789012"],
        ),
        ({"parallel_data": "pairs"}, ["there are none", "parallel-data push"]),
        ({"terminology": "terms"}, ["there is none", "terminology push"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_is_wrong_is_named_with_its_remedy(book, doctor, role, setting, said):
    amazon = {**AMAZON, "route": "auto", "parallel_data": "", **setting}
    if not setting.get("parallel_data"):
        amazon["route"] = "auto"
    book.conf(amts_amazon=amazon)
    needed = {"bucket", "role_arn"} & setting.keys() and not all(setting.values())
    out = doctor(expect=0 if needed else 1)
    state = "not sure" if needed else "to fix"
    assert lines(out, state)
    for part in said[:1] if needed and "bucket" not in setting else said:
        assert part in out


def test_batch_needs_a_bucket_and_a_role(book, doctor, role):
    book.conf(amts_amazon={"region": REGION, "parallel_data": "pairs"})
    out = doctor(expect=1)
    assert [line.split()[2] for line in lines(out, "to fix")][:2] == [
        "bucket:",
        "role_arn:",
    ]
    assert len(documents(out)) == 3


def test_a_role_that_the_service_may_not_take_on(book, doctor, account):
    trust = {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole"}}
    account("iam").create_role(
        RoleName="translate",
        AssumeRolePolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    trust["Statement"] | {"Principal": {"Service": "ec2.amazonaws.com"}}
                ],
            }
        ),
    )
    out = doctor(expect=1)
    account("iam").delete_role(RoleName="translate")
    assert "cannot be taken on by translate.amazonaws.com" in out
    trust, _, _ = documents(out)
    assert trust["Statement"][0]["Principal"] == {"Service": "translate.amazonaws.com"}


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        ("iam:PassRole", "PassRole: arn:aws:sts::123456789012:user/moto may not iam:"),
        ("s3:PutObject", f"role's rights: {ROLE} may not s3:PutObject"),
    ],
)
def test_rights_that_are_missing(doctor, role, s3_url, denied, said):
    with policy_simulator(s3_url, denied={denied}) as url:
        out = doctor(expect=1, AWS_ENDPOINT_URL_IAM=url)
    assert len(lines(out, "to fix")) == 1
    assert said in out
    assert len(documents(out)) == 3


def test_all_rights_are_there(doctor, role, s3_url):
    with policy_simulator(s3_url, denied=set()) as url:
        out = doctor(AWS_ENDPOINT_URL_IAM=url)
    assert "ok        PassRole: allowed" in out
    assert "ok        role's rights: allowed" in out


def test_no_credentials(doctor):
    out = doctor(expect=1, AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    assert "to fix    credentials: boto3 finds none" in out
    assert "AWS_PROFILE" in out
    assert len(lines(out, "to fix")) == 1


def test_an_unknown_profile(doctor):
    assert doctor(expect=2, AWS_PROFILE="nobody") == ""


def test_access_denied_shows_the_policies(doctor, amazon, role):
    amazon.store.faults.set("access-denied")
    out = doctor(expect=1)
    assert "AccessDeniedException" in out
    _, _, caller = documents(out)
    by_sid = {s["Sid"]: s for s in caller["Statement"]}
    assert "translate:ListParallelData" in by_sid["Translate"]["Action"]
    assert by_sid["LetTheServiceTakeOnTheRole"]["Resource"] == ROLE
    objects = by_sid["DocumentsAndResults"]["Resource"]
    assert objects == f"arn:aws:s3:::{BUCKET}/sphinx-amts/*"


def test_the_documents_on_demand_are_filled_in(book, doctor, role):
    key = "arn:aws:kms:us-east-1:123456789012:key/1"
    book.conf(amts_amazon={**AMAZON, "kms_key": key, "prefix": "a/b"})
    trust, of_role, caller = documents(doctor("--policies"))
    source = trust["Statement"][0]["Condition"]["ArnLike"]["aws:SourceArn"]
    assert source == "arn:aws:translate:*:123456789012:*"
    for document in (of_role, caller):
        resources = [s["Resource"] for s in document["Statement"]]
        assert key in resources
        assert f"arn:aws:s3:::{BUCKET}/a/b/*" in resources


def test_a_language_that_the_service_lacks(book, amazon, amts):
    ran = amts(book, "doctor", book.src, "-l", "la", **amazon.environment)
    assert ran.code == 1
    assert "la: language: Amazon Translate does not know la" in ran.out


def test_settings_that_do_nothing_for_a_language(book, amazon, amts):
    book.conf(amts_amazon={**AMAZON, "formality": "FORMAL"})
    ran = amts(book, "doctor", book.src, "-l", "zh", "-l", "es", **amazon.environment)
    assert "zh: settings: formality: without effect in zh" in ran.out
    assert "es: settings" not in ran.out
    assert ran.out.count("bucket: ") == 1


def test_a_region_without_custom_translation(book, doctor, amazon, role):
    amazon.make_parallel_data()
    book.conf(
        amts_amazon={**AMAZON, "region": "eu-central-1", "parallel_data": "pairs"}
    )
    out = doctor()
    assert "not sure  region: eu-central-1 is not among the regions with Active" in out


def test_an_endpoint_that_is_out_of_reach(book, amts, amazon):
    environment = {**amazon.environment, "AWS_ENDPOINT_URL_TRANSLATE": "http://[::1]:9"}
    ran = amts(book, "doctor", book.src, "-l", "es", **environment)
    assert ran.code == 1
    assert "jobs: ListTextTranslationJobs: " in ran.out
    assert "start what answers there, or take the address out of AWS_END" in ran.out


def test_a_build_says_which_settings_do_nothing(book, build):
    book.conf(amts_amazon={**AMAZON, "route": "realtime", "formality": "FORMAL"})
    book.options["language"] = "pt"
    built = build()
    assert "formality: Amazon Translate leaves it out" in built.output


def test_no_keys_reach_the_output(doctor, role):
    assert CREDENTIALS["AWS_SECRET_ACCESS_KEY"] not in doctor("--policies")

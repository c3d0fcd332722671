"""Compose the IAM policies that an account needs, with the least privileges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

PRINCIPAL = "translate.amazonaws.com"
TRANSLATE_ACTIONS = tuple(
    f"translate:{action}"
    for action in """
    TranslateText StartTextTranslationJob DescribeTextTranslationJob
    ListTextTranslationJobs CreateParallelData UpdateParallelData GetParallelData
    ListParallelData DeleteParallelData ImportTerminology GetTerminology
    ListTerminologies DeleteTerminology ListLanguages
    """.split()
)
CALLER_OBJECT_ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
CALLER_BUCKET_ACTIONS = ("s3:ListBucket", "s3:GetBucketLocation")
ROLE_OBJECT_ACTIONS = ("s3:GetObject", "s3:PutObject")
ROLE_BUCKET_ACTIONS = ("s3:ListBucket",)
LOOK_ACTIONS = ("iam:GetRole", "iam:SimulatePrincipalPolicy")
_KMS_ACTIONS = (
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "kms:CreateGrant",
    "kms:RetireGrant",
    "kms:DescribeKey",
)

_ROLE_NAME = "sphinx-amts-translate"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceNames:
    """Names in the IAM policies, with placeholders `<…>` for unknown names.

    Attributes:
        account: account id.
        bucket: name of the bucket.
        role_arn: ARN of the role.
        folder: folder in the bucket, without slashes at its ends.
        kms_key: ARN or id of a key; empty for none.
    """

    account: str
    bucket: str
    folder: str
    role_arn: str
    kms_key: str = ""

    @classmethod
    def of(
        cls, *, account: str, bucket: str, folder: str, role_arn: str, kms_key: str
    ) -> ResourceNames:
        """Create the names, with a placeholder for each empty argument."""
        if role_arn:
            account = role_arn.split(":")[4]
        account = account or "<account>"
        return cls(
            account=account,
            bucket=bucket or "<bucket>",
            folder=folder,
            role_arn=role_arn or f"arn:aws:iam::{account}:role/{_ROLE_NAME}",
            kms_key=kms_key,
        )

    @property
    def partition(self) -> str:
        """Return the partition in ARNs, e.g. "aws", or "aws-cn" in China."""
        return self.role_arn.split(":")[1]

    @property
    def bucket_arn(self) -> str:
        """Return the ARN of the bucket."""
        return f"arn:{self.partition}:s3:::{self.bucket}"

    @property
    def objects_arn(self) -> str:
        """Return the ARN of all objects in the folder."""
        return "/".join(part for part in (self.bucket_arn, self.folder, "*") if part)


def caller_policy(names: ResourceNames) -> dict[str, Any]:
    """Return the IAM policy of the user or role that builds the book."""
    return _document(
        _allow("Translate", TRANSLATE_ACTIONS, "*"),
        {
            **_allow("LetTheServiceTakeOnTheRole", ["iam:PassRole"], names.role_arn),
            "Condition": {"StringEquals": {"iam:PassedToService": PRINCIPAL}},
        },
        _allow("TheBucket", CALLER_BUCKET_ACTIONS, names.bucket_arn),
        _allow("DocumentsAndResults", CALLER_OBJECT_ACTIONS, names.objects_arn),
        _allow(
            "LetTheDoctorLook",
            LOOK_ACTIONS,
            [
                f"arn:{names.partition}:iam::{names.account}:{kind}/*"
                for kind in ("role", "user")
            ],
        ),
        *_key(names),
    )


def role_policy(names: ResourceNames) -> dict[str, Any]:
    """Return the IAM policy of the role that Amazon Translate assumes."""
    return _document(
        _allow("TheBucket", ROLE_BUCKET_ACTIONS, names.bucket_arn),
        _allow("DocumentsAndResults", ROLE_OBJECT_ACTIONS, names.objects_arn),
        *_key(names),
    )


def trust_policy(names: ResourceNames) -> dict[str, Any]:
    """Return the trust policy that lets only Amazon Translate assume the role."""
    return _document(
        {
            "Effect": "Allow",
            "Principal": {"Service": PRINCIPAL},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": names.account},
                "ArnLike": {
                    "aws:SourceArn": f"arn:{names.partition}:translate:*:"
                    f"{names.account}:*"
                },
            },
        }
    )


def trusts_the_service(document: dict[str, Any]) -> bool:
    """Return whether a trust policy lets Amazon Translate assume the role."""
    for statement in _listed(document.get("Statement")):
        principal = statement.get("Principal")
        services = principal.get("Service") if isinstance(principal, dict) else None
        actions = {str(action).lower() for action in _listed(statement.get("Action"))}
        if (
            statement.get("Effect") == "Allow"
            and PRINCIPAL in _listed(services)
            and actions & {"sts:assumerole", "sts:*", "*"}
        ):
            return True
    return False


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _key(names: ResourceNames) -> list[dict[str, Any]]:
    key = names.kms_key
    if not key:
        return []
    alias = key if key.startswith("alias/") else key.partition(":alias/")[2]
    if alias:  # rights apply to keys, of which an alias is a property
        return [
            {
                **_allow("TheKey", _KMS_ACTIONS, "*"),
                "Condition": {
                    "ForAnyValue:StringEquals": {
                        "kms:ResourceAliases": f"alias/{alias.removeprefix('alias/')}"
                    }
                },
            }
        ]
    if not key.startswith("arn:"):
        key = f"arn:{names.partition}:kms:*:{names.account}:key/{key}"
    return [_allow("TheKey", _KMS_ACTIONS, key)]


def _allow(
    sid: str, actions: Sequence[str], resource: str | list[str]
) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": resource,
    }


def _document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}

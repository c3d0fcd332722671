"""Check the IAM role that Amazon Translate assumes, and the right to pass it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_amts.engines.amazon.doctor_findings import (
    Check,
    error_text,
    fine,
    not_sure,
    to_fix,
)
from sphinx_amts.engines.amazon.faults import NotFound
from sphinx_amts.engines.amazon.policies import (
    PRINCIPAL,
    ROLE_BUCKET_ACTIONS,
    ROLE_OBJECT_ACTIONS,
    ResourceNames,
    trusts_the_service,
)
from sphinx_amts.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.engines.amazon.service import Service


class RoleChecks:
    """Check one IAM role that Amazon Translate assumes for batch jobs.

    Args:
        iam: client of the service IAM.
        caller: ARN of the user or session that calls AWS.
        names: names for the IAM policies, with the ARN of the role.
    """

    def __init__(self, iam: Service, *, caller: str, names: ResourceNames) -> None:
        self._iam = iam
        self._caller = caller
        self._names = names
        self._arn = names.role_arn

    def run(self) -> Iterator[Check]:
        """Yield the results of all checks of the role."""
        trust = self._check_trust()
        yield trust
        if trust.state != "to fix":
            yield self._check_pass_role()
            yield self._check_rights()

    def _check_trust(self) -> Check:
        try:
            role = self._iam.call("get_role", RoleName=self._arn.rpartition("/")[2])[
                "Role"
            ]
        except NotFound:
            return to_fix(
                "role",
                f"there is no {self._arn}",
                "create the role with the documents below",
                of_access=True,
            )
        except EngineError as exc:
            return not_sure("role", error_text(exc))
        if not trusts_the_service(role.get("AssumeRolePolicyDocument") or {}):
            return to_fix(
                "role",
                f"{self._arn} cannot be taken on by {PRINCIPAL}",
                "give it the trust document below",
                of_access=True,
            )
        return fine("role", f"{self._arn}: {PRINCIPAL} may take it on")

    def _check_pass_role(self) -> Check:
        context = {
            "ContextKeyName": "iam:PassedToService",
            "ContextKeyValues": [PRINCIPAL],
            "ContextKeyType": "string",
        }
        return self._simulated(
            "PassRole",
            _policy_holder(self._caller),
            {self._arn: ("iam:PassRole",)},
            remedy="add iam:PassRole to the caller, as in the policy below",
            ContextEntries=[context],
        )

    def _check_rights(self) -> Check:
        names = self._names
        return self._simulated(
            "role's rights",
            self._arn,
            {
                names.bucket_arn: ROLE_BUCKET_ACTIONS,
                names.objects_arn: ROLE_OBJECT_ACTIONS,
            },
            remedy="give the role the policy below",
        )

    def _simulated(
        self,
        what: str,
        holder: str,
        wanted: dict[str, tuple[str, ...]],
        *,
        remedy: str,
        **parameters: Any,
    ) -> Check:
        denied: list[str] = []
        for resource, actions in wanted.items():
            try:
                answer = self._iam.call(
                    "simulate_principal_policy",
                    PolicySourceArn=holder,
                    ActionNames=list(actions),
                    ResourceArns=[resource],
                    **parameters,
                )
            except EngineError as exc:
                return not_sure(what, f"cannot be asked: {error_text(exc)}")
            denied += [
                str(result["EvalActionName"])
                for result in answer.get("EvaluationResults", ())
                if result["EvalDecision"] != "allowed"
            ]
        if denied:
            return to_fix(
                what, f"{holder} may not {', '.join(denied)}", remedy, of_access=True
            )
        return fine(what, "allowed")


def _policy_holder(arn: str) -> str:
    """Return the ARN with the policies of *arn*: for a session, the ARN of its role."""
    parts = arn.split(":")
    kind, _, rest = parts[-1].partition("/")
    if kind != "assumed-role":
        return arn
    role = rest.partition("/")[0]
    return ":".join([parts[0], parts[1], "iam", "", parts[4], f"role/{role}"])

-- One change: one domain in one target, from one IP address type to the other, under one plan.

-- The people that were seen, with the groups that their identity last claimed.
CREATE TABLE person (
    subject    text        NOT NULL,
    name       text        NOT NULL,
    is_service boolean     NOT NULL,
    roles      text[]      NOT NULL,
    groups     text[]      NOT NULL,
    seen_at    timestamptz NOT NULL,
    CONSTRAINT person_pk PRIMARY KEY (subject)
);

-- The policy files that changes were decided under, by the digest of their bytes.
CREATE TABLE policy_version (
    digest     text        NOT NULL,
    name       text        NOT NULL,
    content    text        NOT NULL,
    first_used timestamptz NOT NULL,
    CONSTRAINT policy_version_pk PRIMARY KEY (digest)
);

CREATE TABLE change_request (
    id                  uuid        NOT NULL,
    version             bigint      NOT NULL,
    target              text        NOT NULL,
    domain              text        NOT NULL,
    account             text        NOT NULL,
    region              text        NOT NULL,
    from_type           text        NOT NULL,
    to_type             text        NOT NULL,
    status              text        NOT NULL,
    reason              text        NOT NULL,
    reference           text,
    requester           text        NOT NULL,
    requester_name      text        NOT NULL,
    requester_via       text,
    requested_at        timestamptz NOT NULL,
    not_before          timestamptz,
    hold                boolean     NOT NULL,
    revert_of           uuid,
    plan                text        NOT NULL,
    plan_digest         text        NOT NULL,
    fingerprint         text        NOT NULL,
    -- Who asked, and whoever planned it anew: none of them may approve.
    contributors        text[]      NOT NULL,
    policy_digest       text        NOT NULL,
    -- What the policies said when it was asked for; what they say later may only add to it.
    verdict             text        NOT NULL,
    expires_at          timestamptz NOT NULL,
    approval_holds_for  bigint      NOT NULL, -- seconds
    approved_at         timestamptz,
    approval_expires_at timestamptz,
    applied_at          timestamptz,
    ended_at            timestamptz,
    failure_code        text,
    failure_detail      text,
    attempts_allowed    integer     NOT NULL,
    waiting_kind        text,
    waiting_until       timestamptz,
    waiting_detail      text,
    -- When the worker has to look at it next.
    due_at              timestamptz,
    -- Who looks at it now. The token rises with every lease, so that a worker that lost its lease writes nothing.
    lease_owner         text,
    lease_token         bigint      NOT NULL DEFAULT 0,
    lease_until         timestamptz,
    CONSTRAINT change_request_pk PRIMARY KEY (id),
    CONSTRAINT change_request_policy_known FOREIGN KEY (policy_digest) REFERENCES policy_version (digest),
    CONSTRAINT change_request_reverts_a_change FOREIGN KEY (revert_of) REFERENCES change_request (id),
    CONSTRAINT change_request_status_known CHECK (status IN ('PENDING_APPROVAL', 'APPROVED', 'APPLYING', 'VERIFYING',
        'APPLIED', 'STALE', 'FAILED', 'REJECTED', 'CANCELLED', 'EXPIRED')),
    CONSTRAINT change_request_types_known CHECK (from_type IN ('ipv4', 'dualstack') AND to_type IN ('ipv4', 'dualstack')),
    CONSTRAINT change_request_changes_something CHECK (from_type <> to_type),
    CONSTRAINT change_request_approved_with_its_clock CHECK ((approved_at IS NULL) = (approval_expires_at IS NULL)),
    CONSTRAINT change_request_runs_only_approved CHECK (
        status NOT IN ('APPROVED', 'APPLYING', 'VERIFYING', 'APPLIED') OR approved_at IS NOT NULL),
    CONSTRAINT change_request_applied_at_its_end CHECK ((status = 'APPLIED') = (applied_at IS NOT NULL)),
    CONSTRAINT change_request_failed_says_why CHECK ((status = 'FAILED') = (failure_code IS NOT NULL)),
    CONSTRAINT change_request_ended_at_its_end CHECK (
        (status IN ('APPLIED', 'FAILED', 'REJECTED', 'CANCELLED', 'EXPIRED')) = (ended_at IS NOT NULL)),
    CONSTRAINT change_request_open_is_due CHECK ((ended_at IS NULL) = (due_at IS NOT NULL)),
    CONSTRAINT change_request_waiting_known CHECK (waiting_kind IN ('HOLD', 'START_TIME', 'WINDOW', 'FREEZE', 'QUOTA',
        'WAVE', 'DOMAIN_BUSY', 'AWS'))
);
-- At most one open change per domain and target, whatever the code believes.
CREATE UNIQUE INDEX change_request_one_open ON change_request (target, domain)
    WHERE status IN ('PENDING_APPROVAL', 'APPROVED', 'APPLYING', 'VERIFYING', 'STALE');
CREATE INDEX change_request_due ON change_request (due_at) WHERE due_at IS NOT NULL; -- the worker's next
CREATE INDEX change_request_by_quota ON change_request (account) WHERE waiting_kind = 'QUOTA'; -- who waits for a turn
CREATE INDEX change_request_by_domain ON change_request (domain, id);                -- GET /changes?domain=
CREATE INDEX change_request_by_status ON change_request (status, id);                -- GET /changes?status=
CREATE INDEX change_request_by_requester ON change_request (requester, id);          -- GET /changes?requestedBy=
CREATE INDEX change_request_by_target ON change_request (target, id);                -- GET /changes?target=
CREATE INDEX change_request_reverts ON change_request (revert_of) WHERE revert_of IS NOT NULL; -- revertedBy

CREATE TABLE review (
    change_id     uuid        NOT NULL,
    number        integer     NOT NULL,
    reviewer      text        NOT NULL,
    reviewer_name text        NOT NULL,
    decision      text        NOT NULL,
    comment       text,
    plan_digest   text        NOT NULL,
    reviewed_at   timestamptz NOT NULL,
    CONSTRAINT review_pk PRIMARY KEY (change_id, number),
    CONSTRAINT review_of_a_change FOREIGN KEY (change_id) REFERENCES change_request (id),
    CONSTRAINT review_decision_known CHECK (decision IN ('APPROVE', 'REJECT', 'COMMENT', 'WITHDRAW')),
    CONSTRAINT review_rejects_with_a_reason CHECK (decision NOT IN ('REJECT', 'COMMENT') OR comment IS NOT NULL)
);

CREATE TABLE attempt (
    change_id      uuid        NOT NULL,
    number         integer     NOT NULL,
    started_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    outcome        text,
    aws_request_id text,
    error_code     text,
    error          text,
    CONSTRAINT attempt_pk PRIMARY KEY (change_id, number),
    CONSTRAINT attempt_of_a_change FOREIGN KEY (change_id) REFERENCES change_request (id),
    CONSTRAINT attempt_outcome_known CHECK (outcome IN ('ACCEPTED', 'NOT_DONE', 'UNKNOWN', 'FOUND_DONE', 'FOUND_UNDONE')),
    CONSTRAINT attempt_ends_with_an_outcome CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
-- At most one attempt of a change is without an answer.
CREATE UNIQUE INDEX attempt_one_running ON attempt (change_id) WHERE ended_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON person TO ${runtime_role};
GRANT SELECT, INSERT ON policy_version, review TO ${runtime_role};
GRANT SELECT, INSERT, UPDATE ON change_request, attempt TO ${runtime_role};

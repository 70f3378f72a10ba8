-- AWS's quotas, kept by all replicas together: one UpdateDomainName in an interval, and calls of all kinds.

CREATE TABLE aws_turn (
    account         text        NOT NULL,
    number          bigint      NOT NULL,
    next_turn_at    timestamptz NOT NULL,
    postponed_until timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
    CONSTRAINT aws_turn_one_per_account PRIMARY KEY (account),
    CONSTRAINT aws_turn_account_is_twelve_digits CHECK (account ~ '^[0-9]{12}$'),
    CONSTRAINT aws_turn_number_counts_up CHECK (number >= 0)
);

COMMENT ON TABLE aws_turn IS 'Whose turn it is to call UpdateDomainName, per AWS account';
COMMENT ON COLUMN aws_turn.number IS 'Turns granted so far; the holder of the last one alone may give it back';
COMMENT ON COLUMN aws_turn.next_turn_at IS 'No turn before this; while one is held: after the longest time it may take';
COMMENT ON COLUMN aws_turn.postponed_until IS 'No turn before this either: AWS throttled us';

CREATE TABLE aws_call_budget (
    account     text        NOT NULL,
    spent_until timestamptz NOT NULL,
    CONSTRAINT aws_call_budget_one_per_account PRIMARY KEY (account),
    CONSTRAINT aws_call_budget_account_is_twelve_digits CHECK (account ~ '^[0-9]{12}$')
);

COMMENT ON TABLE aws_call_budget IS 'Calls of all kinds to API Gateway, per AWS account, by the generic cell rate algorithm';
COMMENT ON COLUMN aws_call_budget.spent_until IS 'Theoretical arrival time: every call moves it on by one interval';

GRANT SELECT, INSERT, UPDATE ON aws_turn, aws_call_budget TO ${runtime_role};

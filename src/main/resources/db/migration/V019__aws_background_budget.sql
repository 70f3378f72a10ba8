-- Of the calls that an account may make, those that nobody waits for: listings and surveys. They have a share of the whole.

CREATE TABLE aws_background_budget (
    account     text        NOT NULL,
    spent_until timestamptz NOT NULL,
    CONSTRAINT aws_background_budget_one_per_account PRIMARY KEY (account),
    CONSTRAINT aws_background_budget_account_is_twelve_digits CHECK (account ~ '^[0-9]{12}$')
);

COMMENT ON TABLE aws_background_budget IS 'Calls to API Gateway that are made in the background, per AWS account; each is in aws_call_budget, too';

GRANT SELECT, INSERT, UPDATE ON aws_background_budget TO ${runtime_role};

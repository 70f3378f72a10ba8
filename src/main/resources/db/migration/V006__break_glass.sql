-- Break-glass: a change that runs without its approvals, and the review afterwards that is owed for it.

ALTER TABLE change_request
    ADD COLUMN emergency_incident       text,
    -- Whether the emergency still stands in for the approvals: until the plan is stale, a rule denies it, or a reviewer says
    -- that it was not justified.
    ADD COLUMN emergency_in_force       boolean,
    ADD COLUMN retrospective_due_at     timestamptz,
    -- When it was put on record that nobody had reviewed it in time.
    ADD COLUMN retrospective_overdue_at timestamptz,
    ADD COLUMN retrospective_by         text,
    ADD COLUMN retrospective_by_name    text,
    ADD COLUMN retrospective_at         timestamptz,
    ADD COLUMN retrospective_verdict    text,
    ADD COLUMN retrospective_comment    text,
    ADD CONSTRAINT change_request_emergency_is_whole CHECK (
        num_nulls(emergency_incident, emergency_in_force, retrospective_due_at) IN (0, 3)),
    ADD CONSTRAINT change_request_emergency_names_its_incident CHECK (emergency_incident <> ''),
    ADD CONSTRAINT change_request_emergency_asks_nobody CHECK (
        emergency_in_force IS NOT TRUE OR status NOT IN ('PENDING_APPROVAL', 'STALE', 'REJECTED')),
    ADD CONSTRAINT change_request_emergency_does_not_wait CHECK (
        emergency_incident IS NULL OR (NOT hold AND not_before IS NULL)),
    ADD CONSTRAINT change_request_retrospective_of_an_emergency CHECK (
        emergency_incident IS NOT NULL OR (retrospective_overdue_at IS NULL AND retrospective_at IS NULL)),
    ADD CONSTRAINT change_request_retrospective_is_whole CHECK (num_nulls(retrospective_by, retrospective_by_name,
        retrospective_at, retrospective_verdict, retrospective_comment) IN (0, 5)),
    ADD CONSTRAINT change_request_retrospective_by_another CHECK (NOT retrospective_by = ANY (contributors)),
    ADD CONSTRAINT change_request_retrospective_verdict_known CHECK (
        retrospective_verdict IN ('JUSTIFIED', 'NOT_JUSTIFIED')),
    ADD CONSTRAINT change_request_retrospective_late_when_due CHECK (retrospective_overdue_at >= retrospective_due_at);

-- Who owes a review since when: whoever breaks the glass, GET /changes?retrospective=, the worker, the gauges.
CREATE INDEX change_request_owed ON change_request (requester, retrospective_due_at)
    WHERE retrospective_due_at IS NOT NULL AND retrospective_at IS NULL;
-- Emergencies that wait for their turn: the worker takes them first.
CREATE INDEX change_request_emergency_first ON change_request (account, due_at)
    WHERE emergency_in_force AND status = 'APPROVED';
CREATE INDEX change_request_emergency ON change_request (id) WHERE emergency_incident IS NOT NULL; -- how often it was used

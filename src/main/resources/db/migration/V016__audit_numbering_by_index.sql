-- Numbering, whatever the statistics say. They are taken while few or no events wait; the plans made of them compare each
-- waiting event with each of the batch, and read a month's events to find a thousand.
CREATE OR REPLACE FUNCTION audit_number_events(most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp SET lock_timeout = '5s'
    SET enable_seqscan = off AS $$
DECLARE
    last     bigint;
    waiting  integer;
    numbered integer;
BEGIN
    -- One numberer at a time. The statements below begin after the lock, so they see all that the one before us did.
    PERFORM FROM audit_tree FOR UPDATE;
    SELECT max(seq) INTO last FROM (SELECT seq FROM audit_pending ORDER BY seq LIMIT most) first;
    WITH taken AS (
        -- Also those with a smaller number whose transactions have ended since.
        DELETE FROM audit_pending WHERE seq <= last RETURNING *),
    placed AS (
        SELECT t.*, tree.size + row_number() OVER (ORDER BY t.seq) - 1 AS leaf_index FROM taken t, audit_tree tree),
    grown AS (
        UPDATE audit_tree SET size = size + (SELECT count(*) FROM taken) WHERE EXISTS (SELECT FROM taken)),
    hashed AS MATERIALIZED (
        -- One by one, by the primary key.
        SELECT p.*, (SELECT sha256('\x00'::bytea || e.body) FROM audit_event e
                     WHERE e.recorded_at = p.recorded_at AND e.event_id = p.event_id) AS leaf_hash
        FROM placed p),
    indexed AS (
        INSERT INTO audit_index (leaf_index, event_id, recorded_at, sealed_at, leaf_hash, action, outcome, actor, target,
                                 domain, change_id)
        SELECT leaf_index, event_id, recorded_at, clock_timestamp(), leaf_hash, action, outcome, actor, target, domain,
               change_id
        FROM hashed WHERE leaf_hash IS NOT NULL
        RETURNING 1)
    SELECT (SELECT count(*) FROM taken), (SELECT count(*) FROM indexed) INTO waiting, numbered;
    IF waiting <> numbered THEN
        RAISE EXCEPTION 'the audit trail has % events to number, and % of them are not there', waiting, waiting - numbered;
    END IF;
    RETURN numbered;
END $$;

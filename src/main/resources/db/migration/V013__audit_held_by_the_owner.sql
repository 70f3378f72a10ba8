-- What the service's own user, or any other, could still do to keep the log from going on: take a lock that all of it waits for,
-- add an event that no index can hold, or say that more is sealed than there is.

-- Adds one event. What it is found by is read from its body, so that it cannot be found as something else.
CREATE FUNCTION audit_append(event bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
BEGIN
    WITH said AS (
        SELECT * FROM json_to_record(convert_from(event, 'UTF8')::json)
            AS x(id text, schema smallint, action text, outcome text, actor json, target text, domain text, "changeId" text)),
    kept AS (
        -- Other ways to write a UUID would be found as something else than they say.
        INSERT INTO audit_event (event_id, schema_ver, body) SELECT id::uuid, schema, event FROM said
        WHERE id = id::uuid::text AND "changeId" IS NOT DISTINCT FROM "changeId"::uuid::text
        RETURNING recorded_at)
    INSERT INTO audit_pending (recorded_at, event_id, action, outcome, actor, target, domain, change_id)
    SELECT recorded_at, id::uuid, action, outcome, actor ->> 'subject', target, domain, "changeId"::uuid FROM said, kept;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an event without an id, or with one that is written otherwise' USING ERRCODE = 'check_violation';
    END IF;
END $$;
REVOKE ALL ON FUNCTION audit_append(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_append(bytea) TO ${runtime_role};
DROP FUNCTION audit_append(uuid, smallint, bytea, text, text, text, text, text, uuid);

-- A B-tree holds no entry beyond 2704 bytes; an event that cannot be indexed would never be numbered, nor any behind it.
ALTER TABLE audit_pending ADD CONSTRAINT audit_pending_can_be_indexed CHECK (
    octet_length(action) <= 200 AND octet_length(actor) <= 2000 AND octet_length(target) <= 2000
    AND octet_length(domain) <= 2000);

-- As before, but the lock is the row of the tree, which nobody but its owner can take, and is not waited for without end.
CREATE OR REPLACE FUNCTION audit_number_events(most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    waiting  integer;
    numbered integer;
BEGIN
    -- One numberer at a time. The statement below begins after the lock, so it sees all that the one before us did.
    PERFORM FROM audit_tree FOR UPDATE;
    WITH taken AS (
        DELETE FROM audit_pending WHERE seq IN (SELECT seq FROM audit_pending ORDER BY seq LIMIT most) RETURNING *),
    placed AS (
        SELECT t.*, tree.size + row_number() OVER (ORDER BY t.seq) - 1 AS leaf_index FROM taken t, audit_tree tree),
    grown AS (
        UPDATE audit_tree SET size = size + (SELECT count(*) FROM taken) WHERE EXISTS (SELECT FROM taken)),
    indexed AS (
        INSERT INTO audit_index (leaf_index, event_id, recorded_at, sealed_at, leaf_hash, action, outcome, actor, target,
                                 domain, change_id)
        SELECT p.leaf_index, p.event_id, p.recorded_at, clock_timestamp(), sha256('\x00'::bytea || e.body), p.action,
               p.outcome, p.actor, p.target, p.domain, p.change_id
        FROM placed p JOIN audit_event e ON e.recorded_at = p.recorded_at AND e.event_id = p.event_id
        RETURNING 1)
    SELECT (SELECT count(*) FROM taken), (SELECT count(*) FROM indexed) INTO waiting, numbered;
    IF waiting <> numbered THEN
        RAISE EXCEPTION 'the audit trail has % events to number, and % of them are not there', waiting, waiting - numbered;
    END IF;
    RETURN numbered;
END $$;

-- The sealed tree grows by leaves that are there, and by nothing else: its new right edge is worked out of the old one.
CREATE FUNCTION audit_sealed_is_of_the_leaves() RETURNS trigger
    LANGUAGE plpgsql SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    roots  bytea[] := '{}';
    height integer := 0;
    at     bigint  := OLD.size;
    bits   bigint;
    root   bytea;
    leaf   record;
BEGIN
    FOR i IN 0..octet_length(OLD.edge) / 32 - 1 LOOP
        height := height + 1;
        roots[height] := substr(OLD.edge, i * 32 + 1, 32);
    END LOOP;
    FOR leaf IN SELECT leaf_index, leaf_hash FROM audit_index
                WHERE leaf_index >= OLD.size AND leaf_index < NEW.size ORDER BY leaf_index LOOP
        EXIT WHEN leaf.leaf_index <> at;
        -- RFC 6962: two perfect trees of one size become one.
        root := leaf.leaf_hash;
        bits := at;
        WHILE bits & 1 = 1 LOOP
            root := sha256('\x01'::bytea || roots[height] || root);
            height := height - 1;
            bits := bits >> 1;
        END LOOP;
        height := height + 1;
        roots[height] := root;
        at := at + 1;
    END LOOP;
    root := '';
    FOR i IN 1..height LOOP
        root := root || roots[i];
    END LOOP;
    IF at <> NEW.size OR root <> NEW.edge THEN
        RAISE EXCEPTION 'the sealed tree is not that of the leaves' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_sealed_is_of_the_leaves BEFORE UPDATE ON audit_sealed
    FOR EACH ROW EXECUTE FUNCTION audit_sealed_is_of_the_leaves();
ALTER TABLE audit_sealed ENABLE ALWAYS TRIGGER audit_sealed_is_of_the_leaves;

-- C2SP signed-note: NAME+ID+KEY, where the id is the first four bytes of the hash over name, type and key; type 1 is Ed25519.
ALTER TABLE audit_key ADD CONSTRAINT audit_key_is_a_verifier_key CHECK (
    CASE WHEN verifier_key ~ '^[^+[:space:][:cntrl:]]+\+[0-9a-f]{8}\+A[Q-Za-f][A-Za-z0-9+/]{42}$'
         THEN split_part(verifier_key, '+', 2) = encode(substr(sha256(
                  convert_to(split_part(verifier_key, '+', 1) || E'\n', 'UTF8') || decode(right(verifier_key, 44), 'base64')),
                  1, 4), 'hex')
         ELSE false END);

-- What the service's own user can add to the log is what the log can hold: an event together with its place in the queue, tiles
-- that are those of the leaves, checkpoints of a tree that is there, cosignatures that can be read. One wrong row would
-- otherwise be enough to keep anything from being sealed after it.

-- Adds one event. The service can no longer add a pointer without an event, nor a second one.
CREATE FUNCTION audit_append(id uuid, version smallint, event bytea, its_action text, its_outcome text, its_actor text,
                             its_target text, its_domain text, its_change uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    at timestamptz;
BEGIN
    INSERT INTO audit_event (event_id, schema_ver, body) VALUES (id, version, event) RETURNING recorded_at INTO at;
    INSERT INTO audit_pending (recorded_at, event_id, action, outcome, actor, target, domain, change_id)
    VALUES (at, id, its_action, its_outcome, its_actor, its_target, its_domain, its_change);
END $$;
REVOKE ALL ON FUNCTION audit_append(uuid, smallint, bytea, text, text, text, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_append(uuid, smallint, bytea, text, text, text, text, text, uuid) TO ${runtime_role};
REVOKE INSERT ON audit_event, audit_pending FROM ${runtime_role};

-- As before, but where a pointer's event is not there, nothing is numbered: a number without an event could never be mended.
CREATE OR REPLACE FUNCTION audit_number_events(most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    waiting  integer;
    numbered integer;
BEGIN
    -- One numberer at a time. The statement below begins after the lock, so it sees all that the one before us did.
    PERFORM pg_advisory_xact_lock(hashtext('audit_number_events'));
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

-- RFC 6962: the root over 2, 4, 8 ... hashes that stand one behind the other; one hash is its own root.
CREATE FUNCTION audit_root(hashes bytea) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
BEGIN
    WHILE octet_length(hashes) > 32 LOOP
        SELECT string_agg(sha256('\x01'::bytea || substr(hashes, pair * 64 + 1, 64)), ''::bytea ORDER BY pair) INTO hashes
        FROM generate_series(0, octet_length(hashes) / 64 - 1) pair;
    END LOOP;
    RETURN hashes;
END $$;

CREATE FUNCTION audit_tile_is_of_the_leaves() RETURNS trigger
    LANGUAGE plpgsql SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    worked_out bytea;
BEGIN
    IF NEW.level = 0 THEN
        SELECT string_agg(leaf_hash, ''::bytea ORDER BY leaf_index) INTO worked_out FROM audit_index
        WHERE leaf_index >= NEW.tile * 256 AND leaf_index < (NEW.tile + 1) * 256;
    ELSE
        SELECT string_agg(audit_root(hashes), ''::bytea ORDER BY tile) INTO worked_out FROM audit_tile
        WHERE level = NEW.level - 1 AND tile >= NEW.tile * 256 AND tile < (NEW.tile + 1) * 256;
    END IF;
    IF worked_out IS DISTINCT FROM NEW.hashes THEN
        RAISE EXCEPTION 'tile %/% is not that of the leaves', NEW.level, NEW.tile USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_tile_is_of_the_leaves BEFORE INSERT ON audit_tile
    FOR EACH ROW EXECUTE FUNCTION audit_tile_is_of_the_leaves();
ALTER TABLE audit_tile ENABLE ALWAYS TRIGGER audit_tile_is_of_the_leaves;

CREATE FUNCTION audit_checkpoint_is_of_the_tree() RETURNS trigger
    LANGUAGE plpgsql SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
BEGIN
    IF NEW.size > (SELECT size FROM audit_sealed) THEN
        RAISE EXCEPTION 'a checkpoint of more than is sealed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_checkpoint_is_of_the_tree BEFORE INSERT ON audit_checkpoint
    FOR EACH ROW EXECUTE FUNCTION audit_checkpoint_is_of_the_tree();
ALTER TABLE audit_checkpoint ENABLE ALWAYS TRIGGER audit_checkpoint_is_of_the_tree;

-- C2SP tlog-checkpoint, without extension lines: three lines, an empty one, signatures.
ALTER TABLE audit_checkpoint ADD CONSTRAINT audit_checkpoint_note_says_the_same CHECK (
    starts_with(note, concat(origin, E'\n', size, E'\n', encode(root, 'base64'), E'\n\n', U&'\2014 ')));

-- C2SP tlog-cosignature: the name, and in base64 the key's id (4 bytes), the time (8) and an Ed25519 signature (64).
ALTER TABLE audit_cosignature ADD CONSTRAINT audit_cosignature_is_of_the_witness CHECK (
    line ~ U&'^\2014 [^ ]+ [A-Za-z0-9+/]{102}==$'
    AND split_part(line, ' ', 2) = witness
    AND encode(substr(decode(split_part(line, ' ', 3), 'base64'), 1, 4), 'hex') = key_id);

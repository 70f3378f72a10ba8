-- The audit trail: events, the queue of events not yet numbered, and the narrow index that readers page through.
-- An event is written in the transaction of what it records; a single numberer gives it its leaf index afterwards, so
-- that writers never wait for each other and readers never meet a gap.

CREATE TABLE audit_event (
    event_id    uuid        NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    schema_ver  smallint    NOT NULL,
    -- The exact canonical bytes (RFC 8785) that are hashed. Never jsonb: it would reorder members and rewrite numbers.
    body        bytea       NOT NULL,
    CONSTRAINT audit_event_pk PRIMARY KEY (recorded_at, event_id),
    -- The length prefix of an entry in a C2SP tile is two bytes wide.
    CONSTRAINT audit_event_body_fits_a_tile CHECK (octet_length(body) BETWEEN 2 AND 65535)
) PARTITION BY RANGE (recorded_at);

CREATE TABLE audit_pending (
    -- Uncached: a later event of a causal chain must get a later number, on whichever connection it is written.
    seq         bigint      GENERATED ALWAYS AS IDENTITY (CACHE 1),
    recorded_at timestamptz NOT NULL,
    event_id    uuid        NOT NULL,
    action      text        NOT NULL,
    outcome     text        NOT NULL,
    actor       text        NOT NULL,
    target      text,
    domain      text,
    change_id   uuid,
    CONSTRAINT audit_pending_pk PRIMARY KEY (seq),
    CONSTRAINT audit_pending_outcome_known CHECK (outcome IN ('SUCCESS', 'REFUSED', 'FAILED', 'UNKNOWN'))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 1000);

CREATE TABLE audit_index (
    leaf_index  bigint      NOT NULL,
    event_id    uuid        NOT NULL,
    recorded_at timestamptz NOT NULL,
    sealed_at   timestamptz NOT NULL,
    -- RFC 6962: SHA-256 over a zero byte and the event's body.
    leaf_hash   bytea       NOT NULL,
    action      text        NOT NULL,
    outcome     text        NOT NULL,
    actor       text        NOT NULL,
    target      text,
    domain      text,
    change_id   uuid,
    CONSTRAINT audit_index_pk PRIMARY KEY (leaf_index),
    CONSTRAINT audit_index_leaf_not_negative CHECK (leaf_index >= 0),
    CONSTRAINT audit_index_hash_is_sha256 CHECK (octet_length(leaf_hash) = 32)
) PARTITION BY RANGE (leaf_index);

CREATE INDEX audit_index_by_event ON audit_index (event_id);               -- GET /audit/events/{id}
CREATE INDEX audit_index_by_domain ON audit_index (domain, leaf_index);    -- a domain's history
CREATE INDEX audit_index_by_change ON audit_index (change_id, leaf_index); -- a change's events
CREATE INDEX audit_index_by_actor ON audit_index (actor, leaf_index);      -- what somebody did
CREATE INDEX audit_index_by_action ON audit_index (action, leaf_index);    -- all of one kind
CREATE INDEX audit_index_not_success ON audit_index (leaf_index) WHERE outcome <> 'SUCCESS';
CREATE INDEX audit_index_by_time ON audit_index USING brin (recorded_at);

-- How many events are numbered: the next leaf index.
CREATE TABLE audit_tree (
    only_row boolean NOT NULL DEFAULT true,
    size     bigint  NOT NULL,
    CONSTRAINT audit_tree_pk PRIMARY KEY (only_row),
    CONSTRAINT audit_tree_has_one_row CHECK (only_row),
    CONSTRAINT audit_tree_size_not_negative CHECK (size >= 0)
);
INSERT INTO audit_tree (size) VALUES (0);

-- Append-only, for the owner too. A superuser can still get past this; only checkpoints kept elsewhere show that.
CREATE FUNCTION audit_refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only: % of % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_rewrite();
CREATE TRIGGER audit_index_append_only BEFORE UPDATE OR DELETE ON audit_index
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_rewrite();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_rewrite();
CREATE TRIGGER audit_index_no_truncate BEFORE TRUNCATE ON audit_index
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_rewrite();
-- ALWAYS: also while session_replication_role is replica.
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_append_only;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_no_truncate;
ALTER TABLE audit_index ENABLE ALWAYS TRIGGER audit_index_append_only;
ALTER TABLE audit_index ENABLE ALWAYS TRIGGER audit_index_no_truncate;

CREATE FUNCTION audit_tree_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.size < OLD.size THEN
        RAISE EXCEPTION 'the audit tree only grows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_tree_only_grows BEFORE UPDATE OR DELETE ON audit_tree
    FOR EACH ROW EXECUTE FUNCTION audit_tree_only_grows();
ALTER TABLE audit_tree ENABLE ALWAYS TRIGGER audit_tree_only_grows;

-- Makes the partitions of the current month and of twelve months ahead, and of the leaves that the tree is about to
-- reach (2^22 each). A TRUNCATE trigger of a parent does not fire for its partitions, so each gets its own.
CREATE FUNCTION audit_prepare_partitions() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    month date;
    part  text;
    leaves CONSTANT bigint := 4194304;
    chunk bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_prepare_partitions'));
    FOR i IN 0..12 LOOP
        month := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i))::date;
        part := 'audit_event_' || to_char(month, 'YYYY_MM');
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF audit_event FOR VALUES FROM (%L) TO (%L)', part,
                           month || ' 00:00:00+00', (month + interval '1 month')::date || ' 00:00:00+00');
            EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION '
                           'audit_refuse_rewrite()', part || '_no_truncate', part);
            EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', part, part || '_no_truncate');
        END IF;
    END LOOP;
    SELECT size / leaves INTO chunk FROM audit_tree;
    FOR i IN chunk..chunk + 1 LOOP
        part := 'audit_index_' || i;
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF audit_index FOR VALUES FROM (%s) TO (%s)', part,
                           i * leaves, (i + 1) * leaves);
            EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION '
                           'audit_refuse_rewrite()', part || '_no_truncate', part);
            EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', part, part || '_no_truncate');
        END IF;
    END LOOP;
END $$;
SELECT audit_prepare_partitions();

-- Numbers up to so many events, the earliest visible one first, and says how many it was. It runs as the owner: the service
-- may have events numbered, but can neither number them otherwise nor take one out of the queue.
CREATE FUNCTION audit_number_events(most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${flyway:defaultSchema}, pg_temp AS $$
DECLARE
    numbered integer;
BEGIN
    -- One numberer at a time. The statement below begins after the lock, so it sees all that the one before us did.
    PERFORM pg_advisory_xact_lock(hashtext('audit_number_events'));
    WITH taken AS (
        DELETE FROM audit_pending WHERE seq IN (SELECT seq FROM audit_pending ORDER BY seq LIMIT most) RETURNING *),
    placed AS (
        SELECT t.*, tree.size + row_number() OVER (ORDER BY t.seq) - 1 AS leaf_index FROM taken t, audit_tree tree),
    grown AS (
        UPDATE audit_tree SET size = size + (SELECT count(*) FROM taken) WHERE EXISTS (SELECT FROM taken))
    INSERT INTO audit_index (leaf_index, event_id, recorded_at, sealed_at, leaf_hash, action, outcome, actor, target, domain,
                             change_id)
    SELECT p.leaf_index, p.event_id, p.recorded_at, clock_timestamp(), sha256('\x00'::bytea || e.body), p.action, p.outcome,
           p.actor, p.target, p.domain, p.change_id
    FROM placed p JOIN audit_event e ON e.recorded_at = p.recorded_at AND e.event_id = p.event_id;
    GET DIAGNOSTICS numbered = ROW_COUNT;
    RETURN numbered;
END $$;

-- The service may add events and have them numbered; it can change, remove or misplace none.
REVOKE ALL ON FUNCTION audit_prepare_partitions() FROM PUBLIC;
REVOKE ALL ON FUNCTION audit_number_events(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_prepare_partitions(), audit_number_events(integer) TO ${runtime_role};
GRANT SELECT, INSERT ON audit_event, audit_pending TO ${runtime_role};
GRANT SELECT ON audit_index, audit_tree TO ${runtime_role};

-- Which keys sign the log, and checkpoints by the log's name: a log that had to begin again has another.

CREATE TABLE audit_key (
    -- C2SP signed-note: name, id and public key.
    verifier_key text        NOT NULL,
    added_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    retired_at   timestamptz,
    CONSTRAINT audit_key_pk PRIMARY KEY (verifier_key),
    CONSTRAINT audit_key_retired_after_added CHECK (retired_at >= added_at)
);

-- A key is taken out of use once; that it was in use stays.
CREATE FUNCTION audit_key_only_retires() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.retired_at IS NOT NULL OR NEW.retired_at IS NULL
       OR NEW.verifier_key <> OLD.verifier_key OR NEW.added_at <> OLD.added_at THEN
        RAISE EXCEPTION 'a key of the audit trail can only be retired' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_key_only_retires BEFORE UPDATE OR DELETE ON audit_key
    FOR EACH ROW EXECUTE FUNCTION audit_key_only_retires();
CREATE TRIGGER audit_key_no_truncate BEFORE TRUNCATE ON audit_key
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_rewrite();
ALTER TABLE audit_key ENABLE ALWAYS TRIGGER audit_key_only_retires;
ALTER TABLE audit_key ENABLE ALWAYS TRIGGER audit_key_no_truncate;

-- Nothing has been signed before this migration.
ALTER TABLE audit_checkpoint ADD COLUMN origin text NOT NULL;
ALTER TABLE audit_checkpoint DROP CONSTRAINT audit_checkpoint_pk;
ALTER TABLE audit_checkpoint ADD CONSTRAINT audit_checkpoint_pk PRIMARY KEY (origin, size);

GRANT SELECT, INSERT, UPDATE (retired_at) ON audit_key TO ${runtime_role};

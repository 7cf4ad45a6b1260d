package dev.earshot.jobs.store;

import java.util.List;

/** The schema for SQLite. */
final class SqliteMigrations {

    static final Migrations ALL = new Migrations(List.of(List.of("""
            CREATE TABLE job (
              id TEXT PRIMARY KEY, state TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL, owned BOOLEAN NOT NULL,
              interactive BOOLEAN NOT NULL, model TEXT NOT NULL, asked_language TEXT NOT NULL, language TEXT,
              translate BOOLEAN NOT NULL, prompt TEXT, temperature DOUBLE PRECISION, keep_alive TEXT,
              created BIGINT NOT NULL, started BIGINT, ended BIGINT, position DOUBLE PRECISION NOT NULL, duration DOUBLE PRECISION,
              error_code TEXT, error_message TEXT, owner TEXT NOT NULL, attempt INTEGER NOT NULL)""",
            "CREATE INDEX job_created ON job (created)",
            "CREATE INDEX job_state ON job (state)", """
            CREATE TABLE job_window (
              job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE, idx INTEGER NOT NULL,
              position DOUBLE PRECISION NOT NULL, text TEXT NOT NULL, segments TEXT NOT NULL, PRIMARY KEY (job_id, idx))"""),
            // Jobs of any kind: the fields of one kind are JSON.
            List.of("ALTER TABLE job ADD COLUMN kind TEXT NOT NULL DEFAULT 'transcribe'",
                    "ALTER TABLE job ADD COLUMN parent TEXT",
                    "ALTER TABLE job ADD COLUMN spec TEXT NOT NULL DEFAULT '{}'",
                    "ALTER TABLE job ADD COLUMN status TEXT NOT NULL DEFAULT '{}'", """
                    UPDATE job SET kind = CASE WHEN translate THEN 'translate' ELSE 'transcribe' END,
                      spec = json_object('path', path, 'owned', json(iif(owned, 'true', 'false')), 'model', model, 'language', asked_language,
                        'translate', json(iif(translate, 'true', 'false')), 'prompt', prompt, 'temperature', temperature, 'keep_alive', keep_alive),
                      status = json_object('model', model, 'language', coalesce(language, asked_language), 'position', position,
                        'duration', duration)""",
                    "ALTER TABLE job DROP COLUMN path", "ALTER TABLE job DROP COLUMN owned", "ALTER TABLE job DROP COLUMN model",
                    "ALTER TABLE job DROP COLUMN asked_language", "ALTER TABLE job DROP COLUMN language", "ALTER TABLE job DROP COLUMN translate",
                    "ALTER TABLE job DROP COLUMN prompt", "ALTER TABLE job DROP COLUMN temperature", "ALTER TABLE job DROP COLUMN keep_alive",
                    "ALTER TABLE job DROP COLUMN position", "ALTER TABLE job DROP COLUMN duration",
                    "CREATE INDEX job_parent ON job (parent, created)"),
            // Lists have pages; an upload is removed when no job needs it.
            List.of("DROP INDEX job_parent", "CREATE INDEX job_parent ON job (parent, created, id)",
                    "ALTER TABLE job ADD COLUMN upload TEXT",
                    "UPDATE job SET upload = json_extract(spec, '$.path') WHERE json_extract(spec, '$.owned')",
                    "CREATE INDEX job_upload ON job (upload) WHERE upload IS NOT NULL"),
            // Claims and orders.
            List.of("CREATE TABLE job_owner (id TEXT PRIMARY KEY, directory TEXT NOT NULL, lease_until BIGINT NOT NULL)",
                    "ALTER TABLE job ADD COLUMN ordered TEXT",
                    "CREATE INDEX job_children ON job (parent, state)")));

    private SqliteMigrations() {
    }
}

package dev.earshot.jobs.store;

import java.sql.SQLException;

/** A row has contents that the store cannot have written: the file is damaged. */
final class DamagedRowException extends SQLException {

    private static final long serialVersionUID = 1;

    DamagedRowException(Exception cause) {
        super("a row cannot be read: " + cause, cause);
    }
}

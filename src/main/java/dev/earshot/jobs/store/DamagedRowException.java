package dev.earshot.jobs.store;

import java.sql.SQLException;

/** A row that the store cannot have written: the disk has changed it. */
final class DamagedRowException extends SQLException {

    private static final long serialVersionUID = 1;

    DamagedRowException(Exception cause) {
        super("a row cannot be read: " + cause, cause);
    }
}

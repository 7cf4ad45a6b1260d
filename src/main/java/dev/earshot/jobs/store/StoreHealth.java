package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;

import java.nio.file.Path;
import java.util.Collection;

/** Whether the database of a {@link JobStore} works, and why not. Belongs to the store's thread. */
public interface StoreHealth {

    /** Told when the database stops working, and when a write shows that it works again. */
    interface StoreListener {

        void onFailure(StoreFailure failure);

        void onRecovery();
    }

    void listener(StoreListener listener);

    /** Why it does not work: the last failure since the last write that succeeded; null where there is none. */
    StoreFailure failure();

    /** The same for a person; null where it works. */
    Fault fault();

    /** Where the database lies; null for one without a folder. */
    Path folder();

    /** What people should know of the database, such as that it was damaged; null for nothing. */
    String notice();

    /**
     * Puts a new database in the place of a damaged one, with what can be read of that.
     *
     * @param known jobs as they are known otherwise
     * @param claim whose they are
     * @throws Fault {@code unavailable}
     */
    void repair(Collection<JobRow> known, Claim claim);
}

package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;

import java.nio.file.Path;
import java.util.Collection;

/** Whether the database of a {@link JobStore} works, and why not. Belongs to the store's thread. */
public interface StoreHealth {

    /** Notified when the database stops working, and when a write shows that it works again. */
    interface StoreListener {

        void onFailure(StoreFailure failure);

        void onRecovery();
    }

    void listener(StoreListener listener);

    /** The last failure since the last successful write; null where there is none. */
    StoreFailure failure();

    /** The same as an error for users; null where the database works. */
    Fault fault();

    /** The folder of the database; null for one in memory. */
    Path folder();

    /** What the user should know about the database, such as that it was damaged; null for nothing. */
    String notice();

    /**
     * Replaces a damaged database by a new one with what can be read of it.
     *
     * @param known jobs that are in memory
     * @param claim on these jobs
     * @throws Fault {@code unavailable}
     */
    void repair(Collection<JobRow> known, Claim claim);
}

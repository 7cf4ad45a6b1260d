package dev.earshot.jobs;

import java.time.Duration;

/** Has something done later, on the room's thread. */
interface Timers {

    void after(Duration time, Runnable work);
}

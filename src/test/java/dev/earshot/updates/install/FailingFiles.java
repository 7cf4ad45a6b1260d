package dev.earshot.updates.install;

import java.io.IOException;
import java.nio.file.Path;

/** A disk that is full, or a process that is killed, at one of the steps of an update. */
final class FailingFiles extends InstallationFiles {

    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private final int failing;
    private final boolean killed;
    private int step;

    /** @param failing counted from 0; a kill may come before what a step does, and after it, which count as two */
    FailingFiles(int failing, boolean killed) {
        this.failing = failing;
        this.killed = killed;
    }

    interface FileStep {
        void run() throws IOException;
    }

    void step(FileStep work) throws IOException {
        fail();
        work.run();
        if (killed) {
            fail();
        }
    }

    private void fail() throws IOException {
        if (step++ == failing) {
            if (killed) {
                throw new Killed();
            }
            throw new IOException("No space left on device");
        }
    }

    @Override
    void write(Path file, String text) throws IOException {
        step(() -> super.write(file, text));
    }

    @Override
    void install(Path folder, Path name) throws IOException {
        step(() -> super.install(folder, name));
    }

    @Override
    void link(Path link, String target) throws IOException {
        step(() -> super.link(link, target));
    }

    @Override
    void remove(Path version) throws IOException {
        step(() -> super.remove(version));
    }
}

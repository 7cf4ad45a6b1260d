package dev.earshot.jobs.download;

import dev.earshot.jobs.JobDetailMessages.DownloadDetails;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.models.ModelMessages.ModelSource;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** How far a download is, from its acceptance on. */
class DownloadStatusTest {

    @Test
    void itKnowsTheWholeFromTheStartAndForgetsItsSpeedWhereNothingMoves() {
        ModelSource file = new ModelSource("https://example.org/base.bin", "base.bin", 100, "ab");
        JobStatus accepted = DownloadStatus.accepted("base", new DownloadSpec(List.of(file)));
        assertEquals(new DownloadStatus("base", new DownloadDetails("ab", 0, 100, null, null)), DownloadStatus.of(accepted));

        JobStatus moving = DownloadStatus.received(accepted.withNotice("slow"), 40, 10.0, 6.0);
        assertEquals(new DownloadStatus("base", new DownloadDetails("ab", 40, 100, 10.0, 6.0)), DownloadStatus.of(moving));

        JobStatus resting = DownloadStatus.withoutLiveFields(moving);
        assertEquals(new DownloadStatus("base", new DownloadDetails("ab", 40, 100, null, null)), DownloadStatus.of(resting));
        assertEquals("slow", resting.notice());
    }
}

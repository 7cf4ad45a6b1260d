package dev.earshot.jobs.download;

import dev.earshot.bus.Json;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.models.ModelMessages.EnsuredModel;
import dev.earshot.models.ModelMessages.ModelSource;

import java.util.List;

/**
 * What a download is to fetch. Pure.
 *
 * @param files of the model, one or more, in the order in which they are fetched
 */
public record DownloadSpec(List<ModelSource> files) {

    /** As it is kept: a model of one file is that file, as it was before models had several. */
    private record KeptSpec(String url, String file, long bytes, String sha256, List<ModelSource> others) {
    }

    public DownloadSpec {
        files = List.copyOf(files);
    }

    /** All that a model is still without. */
    public static DownloadSpec of(EnsuredModel ensured) {
        return new DownloadSpec(ensured.sources());
    }

    static DownloadSpec of(JobRow row) {
        return read(row.spec());
    }

    static DownloadSpec read(String spec) {
        KeptSpec kept = Json.read(spec, KeptSpec.class);
        return of(new EnsuredModel(null, new ModelSource(kept.url(), kept.file(), kept.bytes(), kept.sha256()), kept.others(), null));
    }

    String write() {
        ModelSource first = files.get(0);
        return Json.write(new KeptSpec(first.url(), first.file(), first.bytes(), first.sha256(), files.size() == 1 ? null : files.subList(1, files.size())));
    }

    /** Of all files together. */
    public long bytes() {
        return files.stream().mapToLong(ModelSource::bytes).sum();
    }

    /** Bytes of the files that come before one. */
    long before(int index) {
        return files.subList(0, index).stream().mapToLong(ModelSource::bytes).sum();
    }

    /** Bytes of the files that come after one. */
    long after(int index) {
        return files.subList(index + 1, files.size()).stream().mapToLong(ModelSource::bytes).sum();
    }

    /** Whether both fetch a file to the same place. */
    boolean overlaps(DownloadSpec other) {
        return files.stream().anyMatch(file -> other.files.stream().anyMatch(each -> each.file().equals(file.file())));
    }
}

package dev.earshot.jobs.download;

import dev.earshot.bus.Json;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.models.ModelMessages.EnsuredModel;
import dev.earshot.models.ModelMessages.ModelSource;

import java.util.List;

/**
 * What a download job is to download. Pure.
 *
 * @param files of the model, one or more, in the order in which they are downloaded
 */
public record DownloadSpec(List<ModelSource> files) {

    /** The stored form: the first file has the fields that a spec had when all models were one file. */
    private record StoredSpec(String url, String file, long bytes, String sha256, List<ModelSource> others) {
    }

    public DownloadSpec {
        files = List.copyOf(files);
    }

    /** The missing files of a model. */
    public static DownloadSpec of(EnsuredModel ensured) {
        return new DownloadSpec(ensured.sources());
    }

    static DownloadSpec of(JobRow row) {
        return read(row.spec());
    }

    static DownloadSpec read(String spec) {
        StoredSpec kept = Json.read(spec, StoredSpec.class);
        return of(new EnsuredModel(null, new ModelSource(kept.url(), kept.file(), kept.bytes(), kept.sha256()), kept.others(), null));
    }

    String write() {
        ModelSource first = files.get(0);
        return Json.write(new StoredSpec(first.url(), first.file(), first.bytes(), first.sha256(), files.size() == 1 ? null : files.subList(1, files.size())));
    }

    /** The size of all files together. */
    public long bytes() {
        return files.stream().mapToLong(ModelSource::bytes).sum();
    }

    /** The size of the files before one. */
    long bytesBefore(int index) {
        return files.subList(0, index).stream().mapToLong(ModelSource::bytes).sum();
    }

    /** The size of the files after one. */
    long bytesAfter(int index) {
        return files.subList(index + 1, files.size()).stream().mapToLong(ModelSource::bytes).sum();
    }

    /** Whether both download a file to the same path. */
    boolean overlaps(DownloadSpec other) {
        return files.stream().anyMatch(file -> other.files.stream().anyMatch(each -> each.file().equals(file.file())));
    }
}

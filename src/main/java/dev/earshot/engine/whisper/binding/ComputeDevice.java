package dev.earshot.engine.whisper.binding;

/**
 * What a library computes on ({@code ggml_backend_dev_*} of ggml).
 *
 * @param backend     such as {@code CPU} or {@code CUDA}
 * @param description such as the processor's name
 */
public record ComputeDevice(String backend, String description) {
}

package dev.earshot.metrics;

import java.util.List;

/** Every metric of Earshot's own. Units are Prometheus' base units: seconds, bytes, ratios. */
final class Meters {

    private static final double[] JOB_SECONDS = {0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 24 * 3600};
    private static final double[] WINDOW_SECONDS = {0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300};
    private static final double[] FACTOR = {0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2.5, 5, 10};
    private static final double[] REQUEST_SECONDS = {0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120, 600, 3600};

    final Meter jobs = Meter.gauge("earshot_jobs", "Jobs that have not ended.", "kind", "state");
    final Meter jobsEnded = Meter.counter("earshot_jobs_ended", "Jobs that have ended.", "kind", "outcome");
    final Meter jobSeconds = Meter.histogram("earshot_job_duration_seconds", "Time from a job's acceptance to its end.", JOB_SECONDS, "kind");
    final Meter windows = Meter.counter("earshot_windows", "Windows that were recognised.", "model");
    final Meter audioSeconds = Meter.counter("earshot_sound_seconds", "Audio that was recognised.", "model");
    final Meter computeSeconds = Meter.counter("earshot_compute_seconds", "Time that the engine took for it.", "model");
    final Meter windowSeconds = Meter.histogram("earshot_window_duration_seconds", "Time that the engine took for a window.",
            WINDOW_SECONDS, "model");
    final Meter realTimeFactor = Meter.histogram("earshot_real_time_factor", "Time taken for a window by the length of its audio.",
            FACTOR, "model");
    final Meter residentBytes = Meter.gauge("earshot_model_resident_bytes", "Memory of the process that holds a model.", "model");
    final Meter engineInfo = Meter.gauge("earshot_engine_info", "1 for each library that holds a model now.", "library", "version", "backend", "device");
    final Meter decisions = Meter.counter("earshot_model_decisions", "Decisions about which models are in memory.", "action");
    final Meter engineEvents = Meter.counter("earshot_engine_events", "What happened to engine processes.", "event");
    final Meter downloadBytes = Meter.counter("earshot_download_bytes", "Bytes of models that were downloaded.");
    final Meter systemMemory = Meter.gauge("earshot_system_memory_bytes", "The machine's memory, or its container's.", "part");
    final Meter processMemory = Meter.gauge("earshot_process_memory_bytes", "Resident memory of Earshot's own processes.", "part");
    final Meter pressure = Meter.gauge("earshot_memory_pressure_level", "0 normal, 1 warning, 2 critical.");
    final Meter cpu = Meter.gauge("earshot_cpu_usage_ratio", "Of all cores, over the last half minute.", "part");
    final Meter httpRequests = Meter.counter("earshot_http_requests", "Requests that were answered, or broken off.", "method", "route", "code");
    final Meter httpSeconds = Meter.histogram("earshot_http_request_duration_seconds", "Time from a request's head to its answer's end.",
            REQUEST_SECONDS, "route");
    final Meter httpConnections = Meter.gauge("earshot_http_connections", "Connections that are open.");
    final Meter httpActive = Meter.gauge("earshot_http_requests_active", "Requests that are not answered yet.");
    final Meter busHandlers = Meter.gauge("earshot_bus_handlers", "Handlers of an address on the event bus.", "address");
    final Meter busDelivered = Meter.counter("earshot_bus_delivered", "Messages that a handler got.", "address");

    List<Meter> all() {
        return List.of(jobs, jobsEnded, jobSeconds, windows, audioSeconds, computeSeconds, windowSeconds, realTimeFactor, residentBytes,
                engineInfo, decisions, engineEvents, downloadBytes, systemMemory, processMemory, pressure, cpu, httpRequests, httpSeconds,
                httpConnections, httpActive, busHandlers, busDelivered);
    }
}

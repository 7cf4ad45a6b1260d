package dev.earshot.boot;

import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.LayeredConfig;
import dev.earshot.jobs.JobMessages;
import dev.earshot.whole.ServiceFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How a service ends: once, however often it is asked to, and also where it never stood. */
class ServiceStopTest {

    @Test
    void closingTwiceAndAtOnceIsClosingOnce(@TempDir Path data) throws InterruptedException {
        Service service = ServiceFixture.serve(data);
        assertTrue(Files.exists(data.resolve("service.json")));
        Thread another = new Thread(service::close);
        another.start();
        service.close();
        another.join();
        service.close();

        assertFalse(Files.exists(data.resolve("service.json")));
        ServiceFixture.serve(data).close();
    }

    @Test
    void aPortThatIsTakenEndsWhatStoodAlreadyAndLeavesTheDataDirectoryFree(@TempDir Path data) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            LayeredConfig settings = LayeredConfig.of(ServiceFixture.config(data).with(Map.of("port", taken.getLocalPort())));
            assertThrows(RuntimeException.class, () -> Service.serve(settings));
        }
        assertFalse(Files.exists(data.resolve("service.json")));
        try (Service service = ServiceFixture.serve(data)) {
            assertEquals(null, Service.await(service.bus().request(JobMessages.READY, Empty.INSTANCE)).notice());
        }
    }

    @Test
    void aSecondServiceOnADataDirectoryIsRefusedAndTheFirstGoesOn(@TempDir Path data) {
        try (Service first = ServiceFixture.serve(data)) {
            assertThrows(Fault.class, () -> ServiceFixture.serve(data));
            assertEquals(null, Service.await(first.bus().request(JobMessages.READY, Empty.INSTANCE)).notice());
        }
    }
}

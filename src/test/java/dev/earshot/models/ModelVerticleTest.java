package dev.earshot.models;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.engine.EngineMessages;
import dev.earshot.models.DecisionMessages.Decision;
import dev.earshot.models.DecisionMessages.ListDecisions;
import dev.earshot.models.ModelMessages.AcquireModel;
import dev.earshot.models.ModelMessages.EnsureModel;
import dev.earshot.models.ModelMessages.EnsuredModel;
import dev.earshot.models.ModelMessages.LoadModel;
import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.ModelLease;
import dev.earshot.models.ModelMessages.ModelSource;
import dev.earshot.models.ModelMessages.RecommendedUse;
import dev.earshot.models.ModelMessages.ReleaseModel;
import dev.earshot.models.ModelMessages.RemoveModel;
import dev.earshot.models.ModelMessages.RenewLeases;
import dev.earshot.models.ModelMessages.ResidentView;
import dev.earshot.models.ModelMessages.ResolveModel;
import dev.earshot.models.ModelMessages.UnloadModel;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.system.SystemMessages;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The module with real files, over the bus; in place of the engine a handler that notes what it is asked. */
class ModelVerticleTest {

    @TempDir
    Path data;

    private Vertx vertx;
    private Bus bus;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile double available = 1.5;
    private volatile double percent = 25;
    private volatile double cpu;
    private volatile SystemMessages.Level level = SystemMessages.Level.NORMAL;
    private Future<Void> loading = Future.succeededFuture();

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, "test");
        bus.handle(EngineMessages.LOAD, request -> {
            asked.add("load " + request.model());
            return loading.map(new EngineMessages.EngineModelLoaded(request.model(), 1, 1, false,
                    new EngineMessages.ModelCapabilities(List.of("en"), false, true, false, false)));
        });
        bus.handle(EngineMessages.UNLOAD, request -> {
            asked.add("unload " + request.model());
            return Future.succeededFuture(Empty.INSTANCE);
        });
        bus.handle(SystemMessages.READ, request -> Future.succeededFuture(reading()));
        bus.handle(DownloadMessages.DISCARD, request -> {
            asked.add("discard " + request.file());
            return Future.succeededFuture(Empty.INSTANCE);
        });
        bus.handle(EngineMessages.STATUS, request -> Future.succeededFuture(new EngineMessages.EngineStatus(Config.Isolation.PROCESS, 2, List.of(),
                List.of(new EngineMessages.LoadedProcess("micro.en", 77, 123_456L, false, false,
                        new EngineMessages.EngineLibrary("whisper.cpp", "1.9.3", "/opt/libwhisper.so", "CUDA", "a GPU", null))))));
    }

    private SystemMessages.SystemReading reading() {
        return new SystemMessages.SystemReading(Instant.EPOCH, "test",
                new SystemMessages.MemoryReading(2, available, 2 - available, percent, level, 80, 90, 0, 0, false),
                new SystemMessages.ServiceMemory(0, 0.0, 0, 0, new SystemMessages.ProcessMemory(0, 0.0, 0), new SystemMessages.ProcessMemory(0, 0.0, 0)),
                new SystemMessages.CpuReading(cpu, cpu, 0, 2));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private static Map<String, ?> models(String standard, Config.Strategy strategy, String keepAlive, Config.Preload preload) {
        return Map.of("models.default", standard, "models.strategy", strategy, "models.keep_alive", keepAlive, "models.preload", preload,
                "models.reserve_mb", 0, "models.cpu_policy", "off");
    }

    private static Config.Models config(Map<String, ?> settings) {
        return Config.defaults().with(settings).models();
    }

    private String deploy(Map<String, ?> settings) {
        return await(vertx.deployVerticle(new ModelVerticle(bus, Config.defaults().with(Map.of("data", data)).with(settings), Clock.systemUTC(), true)));
    }

    private String deploy() {
        return deploy(Map.of());
    }

    private void deployWithShortLeases() {
        Config config = Config.defaults().with(Map.of("data", data, "models.strategy", Config.Strategy.CUSTOM, "models.keep_alive", "0",
                "models.max_resident", 2, "models.reserve_mb", 0));
        ModelTimeouts times = new ModelTimeouts(Duration.ofMinutes(1), Duration.ofSeconds(1));
        await(vertx.deployVerticle(new ModelVerticle(bus, config, Clock.systemUTC(), true, times)));
    }

    /** A part of the service that uses a model until it is undeployed, and then says nothing more. */
    private Future<String> holder(String model, boolean renews) {
        return vertx.deployVerticle(new VerticleBase() {
            private volatile boolean dead;

            @Override
            public Future<?> stop() {
                dead = true;
                return Future.succeededFuture();
            }

            @Override
            public Future<?> start() {
                return bus.request(ModelMessages.ACQUIRE, new AcquireModel(model, null, model)).onSuccess(lease -> {
                    if (renews) {
                        renew(lease);
                    }
                });
            }

            private void renew(ModelLease lease) {
                if (!dead) {
                    bus.request(ModelMessages.RENEW, new RenewLeases(List.of(lease.lease()))).onSuccess(answer -> vertx.setTimer(10, due -> renew(lease)));
                }
            }
        });
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    private Fault refused(ResolveModel request) {
        return assertThrows(Fault.class, () -> await(bus.request(ModelMessages.RESOLVE, request)));
    }

    private ResolveModel resolve(String model, String language) {
        return new ResolveModel(model, language, false, null);
    }

    @Test
    void whatIsMissingIsSaidWithWhereItCanBeHadAndNeverReplaced() throws IOException {
        Files.createDirectories(data.resolve("models"));
        Files.writeString(data.resolve("models/ggml-mine.bin"), "x");
        Files.writeString(data.resolve("models.json"), "{\"models\":[{\"name\":\"own\",\"file\":\"own.bin\",\"bytes\":5,\"languages\":\"en\"}]}");
        deploy();

        for (String asked : new String[] {null, "", "whisper-1", "gpt-4o-transcribe"}) {
            assertEquals("base", await(bus.request(ModelMessages.RESOLVE, resolve(asked, null))).model());
            EnsuredModel ensured = await(bus.request(ModelMessages.ENSURE, new EnsureModel(asked, false)));
            assertEquals("base", ensured.model());
            assertTrue(ensured.source().url().matches("https://huggingface.co/ggerganov/whisper.cpp/resolve/[0-9a-f]{40}/ggml-base.bin"));
            assertEquals(new ModelSource(ensured.source().url(), data.resolve("models/ggml-base.bin").toString(), 147_951_465,
                    "60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe"), ensured.source());
        }
        assertEquals("large-v3-turbo", await(bus.request(ModelMessages.ENSURE, new EnsureModel("turbo", false))).model());
        assertEquals("large-v3", await(bus.request(ModelMessages.RESOLVE, resolve("large", null))).model());
        assertEquals(null, await(bus.request(ModelMessages.ENSURE, new EnsureModel("mine", false))).source());
        Files.writeString(data.resolve("models/ggml-large.bin"), "x");
        assertEquals("large", await(bus.request(ModelMessages.RESOLVE, resolve("large", null))).model(), "what is really called so comes first");
        Files.writeString(data.resolve("models/ggml-tiny.bin"), "cut off");
        assertEquals(null, await(bus.request(ModelMessages.ENSURE, new EnsureModel("tiny", false))).source());
        assertEquals(77_691_713, await(bus.request(ModelMessages.ENSURE, new EnsureModel("tiny", true))).source().bytes(),
                "a damaged file can be fetched again");
        Fault acquired = assertThrows(Fault.class, () -> await(bus.request(ModelMessages.ACQUIRE, new AcquireModel("base", null, "j"))));
        assertEquals(Fault.Code.MODEL_NOT_FOUND, acquired.code());
        assertTrue(acquired.getMessage().contains("earshot pull base"), acquired.getMessage());

        Fault unknown = refused(resolve("bass", null));
        for (String part : List.of("no model 'bass'", "micro.en (knows 92 words only)", "mine", "earshot models --all")) {
            assertTrue(unknown.getMessage().contains(part), part + " is not in: " + unknown.getMessage());
        }
        assertFalse(unknown.getMessage().contains(data.toString()), "where it lies is nobody's business");
        assertTrue(refused(resolve("own", null)).getMessage().contains("'own' is not on this machine"), "no address, no download");
    }

    @Test
    void whoWantsAModelThatIsNotHereLearnsWhatIs() throws IOException {
        deploy();
        assertEquals("micro.en (knows 92 words only)", await(bus.request(ModelMessages.ENSURE, new EnsureModel("base", false))).instead(),
                "better than nothing");
        Files.createDirectories(data.resolve("models"));
        Files.writeString(data.resolve("models/ggml-small.en.bin"), "much");
        Files.writeString(data.resolve("models/ggml-mine.bin"), "x");
        assertEquals("mine", await(bus.request(ModelMessages.ENSURE, new EnsureModel("base", false))).instead(), "the larger one knows English only");
        assertEquals("small.en", await(bus.request(ModelMessages.ENSURE, new EnsureModel("base.en", false))).instead());
        assertEquals(null, await(bus.request(ModelMessages.ENSURE, new EnsureModel("mine", false))).instead(), "it is here");
    }

    @Test
    void whoMistypesAModelIsAskedWhetherAnotherIsMeant() {
        deploy();
        Map<String, String> meant = Map.of("bse", "base", "MICRO.EN", "micro.en", "micro", "micro.en", "mikro", "micro.en", "large-v3-trubo", "large-v3-turbo");
        meant.forEach((typed, model) -> {
            String said = refused(resolve(typed, null)).getMessage();
            assertTrue(said.startsWith("There is no model '" + typed + "'. Did you mean '" + model + "'? Installed: "), said);
            assertTrue(said.contains("'earshot models --all'") && !said.contains(data.toString()), said);
        });
        assertFalse(refused(resolve("nosuch", null)).getMessage().contains("Did you mean"));
    }

    @Test
    void aModelIsRemovedOutOfMemoryAndFromTheDisk() throws IOException {
        Files.createDirectories(data.resolve("models"));
        Path file = Files.writeString(data.resolve("models/ggml-mine.bin"), "x");
        Path elsewhere = Files.writeString(data.resolve("other.bin"), "x");
        deploy();
        ModelLease lease = await(bus.request(ModelMessages.ACQUIRE, new AcquireModel("mine", null, "j")));

        Future<Empty> removed = bus.request(ModelMessages.REMOVE, new RemoveModel("mine"));
        await(bus.request(ModelMessages.RELEASE, new ReleaseModel(lease.lease())));
        await(removed);

        assertEquals(List.of("load mine", "unload mine", "discard " + file), asked);
        assertFalse(Files.exists(file));
        for (String name : List.of("mine", "micro.en", elsewhere.toString())) {
            assertThrows(Fault.class, () -> await(bus.request(ModelMessages.REMOVE, new RemoveModel(name))), name);
        }
        assertTrue(Files.exists(elsewhere));
        await(bus.request(ModelMessages.REMOVE, new RemoveModel("base")));
        assertEquals("discard " + data.resolve("models/ggml-base.bin"), asked.get(3), "what there is of a download");
    }

    @Test
    void modelsAreFoundByNameByFileAndByPath() throws IOException {
        Files.createDirectories(data.resolve("models"));
        Files.writeString(data.resolve("models/ggml-mine.bin"), "x");
        Path elsewhere = Files.writeString(data.resolve("other.bin"), "x");
        deploy();

        assertEquals("micro.en", await(bus.request(ModelMessages.RESOLVE, resolve("micro.en", null))).model());
        assertEquals("mine", await(bus.request(ModelMessages.RESOLVE, resolve("mine", null))).model());
        assertEquals(elsewhere.toString(), await(bus.request(ModelMessages.RESOLVE, resolve(elsewhere.toString(), null))).model());
        assertEquals(Fault.Code.MODEL_NOT_FOUND, refused(resolve(data.resolve("nothing.bin").toString(), null)).code());
    }

    @Test
    void languagesAreUnderstoodAndRefusedInWords() throws IOException {
        Files.createDirectories(data.resolve("models"));
        Files.writeString(data.resolve("models/ggml-mine.bin"), "x");
        deploy();

        assertEquals("de", await(bus.request(ModelMessages.RESOLVE, resolve("mine", "German"))).language());
        assertEquals("auto", await(bus.request(ModelMessages.RESOLVE, resolve("mine", null))).language());
        assertEquals("en", await(bus.request(ModelMessages.RESOLVE, resolve("micro.en", null))).language());
        assertTrue(refused(new ResolveModel("micro.en", null, true, null)).getMessage().contains("cannot translate"));
        assertEquals("de", await(bus.request(ModelMessages.RESOLVE, new ResolveModel("mine", "de", true, null))).language());
        assertTrue(refused(resolve("micro.en", "de")).getMessage().contains("knows English only"));
        assertTrue(refused(resolve("mine", "klingon")).getMessage().contains("'klingon' is not a language"));
        assertEquals(Fault.Code.BAD_REQUEST, refused(new ResolveModel("mine", null, false, "soon")).code());
    }

    @Test
    void theListHasCatalogFolderAndBundledModel() throws IOException {
        Files.createDirectories(data.resolve("models"));
        Files.writeString(data.resolve("models/ggml-mine.bin"), "xyz");
        Files.writeString(data.resolve("models.json"), "{\"models\":[{\"name\":\"own\",\"file\":\"own.bin\",\"bytes\":5,\"languages\":\"en\",\"memory_mb\":7},"
                + "{\"name\":\"../evil\",\"file\":\"x\"}]}");
        deploy();

        List<Model> all = await(bus.request(ModelMessages.LIST, Empty.INSTANCE)).models();

        assertEquals(36, all.size(), "33 published, the bundled one, two of the user's");
        Model base = find(all, "base");
        assertTrue(base.standard() && !base.installed() && base.bytes() == 147_951_465 && base.memoryMb() == 481
                && base.state() == ModelMessages.ModelState.ABSENT);
        assertTrue(find(all, "micro.en").installed() && find(all, "micro.en").bundled());
        assertEquals(null, find(all, "mine").bundled());
        assertTrue(base.fits() && !find(all, "large-v3").fits(), "of 2 GB");
        assertEquals(3, find(all, "mine").bytes());
        assertEquals(7, find(all, "own").memoryMb());
    }

    @Test
    void theBundledModelOfAnotherVersionIsReplaced() throws IOException {
        Path file = Files.createDirectories(data.resolve("models")).resolve("ggml-micro.en.bin");
        Files.writeString(file, "the model of another version");
        deploy();

        await(bus.request(ModelMessages.ACQUIRE, new AcquireModel("micro.en", null, "j")));

        try (InputStream bundled = ModelVerticleTest.class.getResourceAsStream("/models/ggml-micro.en.bin")) {
            assertArrayEquals(bundled.readAllBytes(), Files.readAllBytes(file));
        }
    }

    @Test
    void anOwnFileTellsItsLanguagesAndWhetherItIsWhole() throws IOException {
        Files.createDirectories(data.resolve("models"));
        byte[] whole = Files.readAllBytes(Path.of("src/main/resources/models/ggml-micro.en.bin"));
        Files.write(data.resolve("models/ggml-second.bin"), whole);
        Files.write(data.resolve("models/ggml-cutoff.bin"), Arrays.copyOf(whole, 3_000_000));
        Files.write(data.resolve("models/ggml-shorter.bin"), Arrays.copyOf(whole, whole.length - 1));
        Files.write(data.resolve("models/ggml-words.bin"), Arrays.copyOf(whole, 200_000));
        byte[] junk = new byte[100_000];
        new Random(1).nextBytes(junk);
        Files.write(data.resolve("models/ggml-junk.bin"), junk);
        deploy();

        List<Model> all = await(bus.request(ModelMessages.LIST, Empty.INSTANCE)).models();

        assertEquals("en", find(all, "second").languages());
        assertTrue(find(all, "second").fits() && find(all, "second").note() == null, find(all, "second").toString());
        for (String cut : List.of("cutoff", "shorter", "words")) {
            assertEquals("not usable: it is cut off", find(all, cut).note());
            assertNull(find(all, cut).fits());
        }
        assertEquals("not usable: it is no Whisper model in ggml form", find(all, "junk").note());
        assertNull(find(all, "junk").fits());
        assertTrue(refused(resolve("second", "de")).getMessage().contains("knows English only"));
        assertEquals("en", await(bus.request(ModelMessages.RESOLVE, resolve("second", null))).language());
    }

    private static Model find(List<Model> models, String name) {
        return models.stream().filter(model -> model.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void whatWasMeasuredIsToldAndKept() {
        String first = deploy();
        assertEquals(null, recommended(RecommendedUse.FAST).hourMinutes());
        for (int i = 0; i < 3; i++) {
            bus.publish(EngineMessages.WINDOW, new EngineMessages.WindowMeasured(Instant.EPOCH, "test", "tiny", "j:" + i, "j", 10, 1000));
        }
        // A request behind them is answered after them.
        assertEquals(new ModelMessages.Recommended(RecommendedUse.FAST, "base", 13, false), recommended(RecommendedUse.FAST));
        await(vertx.undeploy(first));

        deploy();
        assertEquals(13, recommended(RecommendedUse.FAST).hourMinutes());
    }

    private ModelMessages.Recommended recommended(RecommendedUse use) {
        return await(bus.request(ModelMessages.LIST, Empty.INSTANCE)).recommended().stream().filter(each -> each.use() == use).findFirst().orElseThrow();
    }

    @Test
    void aDamagedCatalogOfTheUserStopsNothing() throws IOException {
        Files.writeString(data.resolve("models.json"), "{ not json");
        deploy();

        assertEquals(34, await(bus.request(ModelMessages.LIST, Empty.INSTANCE)).models().size());
    }

    @Test
    void fiftyAtOnceCauseOneLoadOfAVerifiedFile() {
        Promise<Void> slow = Promise.promise();
        loading = slow.future();
        deploy();
        List<Future<ModelLease>> leases = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            leases.add(bus.request(ModelMessages.ACQUIRE, new AcquireModel("micro.en", null, "j" + i)));
        }
        slow.complete();

        leases.forEach(ModelVerticleTest::await);
        assertEquals(List.of("load micro.en"), asked);
        assertTrue(Files.exists(data.resolve("models/ggml-micro.en.bin")) && Files.exists(data.resolve("models/.verified.json")));
    }

    @Test
    void aFileThatIsNotWhatTheCatalogSaysIsRefused() throws IOException {
        Files.createDirectories(data.resolve("models"));
        Files.writeString(data.resolve("models/ggml-base.bin"), "not base");
        deploy();

        Fault fault = assertThrows(Fault.class, () -> await(bus.request(ModelMessages.ACQUIRE, new AcquireModel("base", null, "j"))));

        assertEquals(Fault.Code.BAD_MODEL, fault.code());
        assertTrue(fault.getMessage().contains("SHA-256"), fault.getMessage());
        assertEquals(List.of(), asked);
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNoReasonToRefuseAGoodModel() throws IOException {
        Path file = data.resolve("models/ggml-micro.en.bin");
        Files.createDirectories(file.getParent());
        Files.copy(Path.of("src/main/resources/models/ggml-micro.en.bin"), file);
        // A folder in the place of the file that would be written: also for root, whom no permission stops.
        Files.createDirectories(data.resolve("models/.verified.json/x"));
        deploy();

        ModelLease lease = await(bus.request(ModelMessages.ACQUIRE, new AcquireModel("micro.en", null, "j")));
        assertEquals("micro.en", lease.model());
        assertEquals(8, lease.windowSeconds(), "as its catalog entry says");
        try (Stream<Path> files = Files.list(data.resolve("models"))) {
            assertEquals(2, files.count(), "nothing half written stays");
        }
    }

    @Test
    void aModelIsFreedWhenItsHolderHasDiedAndKeptWhileItsHolderRenewsItsLease() throws Exception {
        BlockingQueue<String> unloaded = new LinkedBlockingQueue<>();
        bus.subscribe(DecisionMessages.DECISION, decision -> {
            if (decision.action() == DecisionMessages.DecisionAction.UNLOADED) {
                unloaded.add(decision.model());
            }
        });
        installSmallAndBase();
        deployWithShortLeases();
        String living = await(holder("base", true));
        String dying = await(holder("micro.en", true));

        await(vertx.undeploy(dying));

        assertEquals("micro.en", unloaded.take());
        assertEquals(List.of("base"), await(bus.request(ModelMessages.PS, Empty.INSTANCE)).models().stream().map(ResidentView::name).toList());
        await(holder("micro.en", false));
        assertEquals("micro.en", unloaded.take(), "also one whose holder never renewed it");
        assertEquals(ModelMessages.ModelState.BUSY, await(bus.request(ModelMessages.PS, Empty.INSTANCE)).models().get(0).state());

        await(vertx.undeploy(living));
        assertEquals("base", unloaded.take());
    }

    @Test
    void aModelLeavesWhenItsTimeIsUpAndPsSaysWhy() {
        CompletableFuture<Decision> unloaded = new CompletableFuture<>();
        bus.subscribe(DecisionMessages.DECISION, decision -> {
            if (decision.action() == DecisionMessages.DecisionAction.UNLOADED) {
                unloaded.complete(decision);
            }
        });
        deploy(models("base", Config.Strategy.CUSTOM, "300ms", Config.Preload.NEVER));
        ModelLease lease = await(bus.request(ModelMessages.ACQUIRE, new AcquireModel("micro.en", null, "j1")));
        ResidentView busy = await(bus.request(ModelMessages.PS, Empty.INSTANCE)).models().get(0);
        assertEquals(ModelMessages.ModelState.BUSY, busy.state());
        assertEquals(1, busy.requests());
        assertEquals(123_456L, busy.bytes());
        assertEquals(null, busy.until());

        await(bus.request(ModelMessages.RELEASE, new ReleaseModel(lease.lease())));

        assertEquals("micro.en", unloaded.join().model());
        assertEquals(List.of("load micro.en", "unload micro.en"), asked);
        assertEquals(List.of(), await(bus.request(ModelMessages.PS, Empty.INSTANCE)).models());
    }

    @Test
    void forGoodAndAtOnceAndLoadAndUnload() {
        deploy(models("base", Config.Strategy.CUSTOM, "-1", Config.Preload.NEVER));
        ResidentView loaded = await(bus.request(ModelMessages.LOAD, new LoadModel("micro.en", null)));
        assertEquals(ModelMessages.ModelState.RESIDENT, loaded.state());
        List<Model> listed = await(bus.request(ModelMessages.LIST, Empty.INSTANCE)).models();
        assertTrue(find(listed, "micro.en").loadMs() >= 0);
        assertEquals(null, find(listed, "base").loadMs());
        assertEquals(null, loaded.until());
        assertTrue(loaded.reason().contains("strategy custom"), loaded.reason());

        assertEquals("micro.en", await(bus.request(ModelMessages.LOAD, new LoadModel("micro.en", "0"))).name());
        await(bus.request(ModelMessages.LOAD, new LoadModel("micro.en", "1h")));
        asked.clear();
        asked.add("load micro.en");

        await(bus.request(ModelMessages.UNLOAD, new UnloadModel("micro.en")));
        assertThrows(Fault.class, () -> await(bus.request(ModelMessages.UNLOAD, new UnloadModel("micro.en"))));

        ModelLease lease = await(bus.request(ModelMessages.ACQUIRE, new AcquireModel("micro.en", "0", "j")));
        Future<Empty> gone = bus.request(ModelMessages.UNLOAD, new UnloadModel("micro.en"));
        await(bus.request(ModelMessages.RELEASE, new ReleaseModel(lease.lease())));
        await(gone);
        assertEquals(List.of("load micro.en", "unload micro.en", "load micro.en", "unload micro.en"), asked);
    }

    @Test
    void preloadIsForAlwaysAndForModelsThatWereUsedLast() {
        String first = deploy(models("micro.en", Config.Strategy.AUTO, "5m", Config.Preload.LAST_USED));
        assertEquals(List.of(), asked, "nothing was used before");
        await(bus.request(ModelMessages.ACQUIRE, new AcquireModel("micro.en", null, "j")));
        await(vertx.undeploy(first));
        asked.clear();

        CompletableFuture<Void> again = loadedNext();
        String second = deploy(models("micro.en", Config.Strategy.AUTO, "5m", Config.Preload.LAST_USED));
        again.join();
        await(vertx.undeploy(second));
        asked.clear();

        again = loadedNext();
        await(vertx.undeploy(deploy(models("base", Config.Strategy.AUTO, "5m", Config.Preload.NEVER))));
        String third = deploy(models("base", Config.Strategy.AUTO, "5m", Config.Preload.LAST_USED));
        again.join();
        assertEquals(List.of("load micro.en"), asked, "a start after which nothing is used forgets nothing, and what was used counts, not the default");
        await(vertx.undeploy(third));
        asked.clear();

        CompletableFuture<Void> always = loadedNext();
        deploy(models("micro.en", Config.Strategy.AUTO, "5m", Config.Preload.ALWAYS));
        always.join();
        assertEquals(List.of("load micro.en"), asked);
    }

    @Test
    void aFileThatWasJustDownloadedIsNotReadAgainUntilItChanges() throws Exception {
        Path file = Files.writeString(Files.createDirectories(data.resolve("models")).resolve("ggml-mine.bin"), "not what the digest says");
        Files.writeString(data.resolve("models.json"), """
                {"models": [{"name": "mine", "file": "ggml-mine.bin", "bytes": 24, "sha256": "%s", "url": "http://x/y", "languages": "en"}]}
                """.formatted("0".repeat(64)));
        deploy();
        assertEquals(Fault.Code.BAD_MODEL, assertThrows(Fault.class, () -> acquire("mine")).code(), "it was read");

        Instant modified = Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS);
        bus.publish(DownloadMessages.VERIFIED, new DownloadMessages.FileVerified("test", file.toString(), 24, modified, "0".repeat(64)));
        acquire("mine");
        Files.setLastModifiedTime(file, FileTime.from(modified.plusMillis(1)));
        assertFalse(new VerifiedFiles(file.getParent()).verify(file, "0".repeat(64)), "another file now");
    }

    @Test
    void aModelOfSeveralFilesIsFetchedWholeLoadedFromItsFolderAndRemovedWhole() throws IOException {
        String digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"; // of "x"
        Files.writeString(data.resolve("models.json"), """
                {"models": [{"name": "parts", "engine": "onnx", "languages": "multilingual", "files": [
                  {"name": "encoder.onnx", "url": "http://x/e", "bytes": 1, "sha256": "%s"},
                  {"name": "tokens.txt", "url": "http://x/t", "bytes": 1, "sha256": "%s"}]}]}
                """.formatted(digest, digest));
        deploy();
        Path folder = data.resolve("models/parts").toAbsolutePath();
        assertEquals(List.of(new ModelMessages.ModelSource("http://x/e", folder.resolve("encoder.onnx").toString(), 1, digest),
                new ModelMessages.ModelSource("http://x/t", folder.resolve("tokens.txt").toString(), 1, digest)),
                await(bus.request(ModelMessages.ENSURE, new ModelMessages.EnsureModel("parts", false))).sources());
        Files.writeString(Files.createDirectories(folder).resolve("encoder.onnx"), "x");
        assertEquals("http://x/t", await(bus.request(ModelMessages.ENSURE, new ModelMessages.EnsureModel("parts", false))).source().url());
        assertEquals(Fault.Code.MODEL_NOT_FOUND, assertThrows(Fault.class, () -> acquire("parts")).code(), "one file of two");

        Files.writeString(folder.resolve("tokens.txt"), "y");
        assertEquals("http://x/t", await(bus.request(ModelMessages.ENSURE, new ModelMessages.EnsureModel("parts", true))).source().url(), "damaged");
        assertEquals(Fault.Code.BAD_MODEL, assertThrows(Fault.class, () -> acquire("parts")).code());
        Files.writeString(folder.resolve("tokens.txt"), "x");
        assertNull(await(bus.request(ModelMessages.ENSURE, new ModelMessages.EnsureModel("parts", true))).source());
        ModelMessages.ModelLease lease = acquire("parts");
        assertTrue(asked.contains("load parts"), asked.toString());
        await(bus.request(ModelMessages.RELEASE, new ReleaseModel(lease.lease())));
        await(bus.request(ModelMessages.REMOVE, new ModelMessages.RemoveModel("parts")));
        assertFalse(Files.exists(folder));
    }

    @Test
    void whatWasVerifiedIsKeptForTheNextStart() throws IOException {
        Path file = Files.writeString(data.resolve("ggml-mine.bin"), "x");
        VerifiedFiles first = new VerifiedFiles(data);
        first.add("ggml-mine.bin", 1, Files.getLastModifiedTime(file).toMillis(), "0".repeat(64));
        first.save();
        assertTrue(new VerifiedFiles(data).verify(file, "0".repeat(64)));
        assertFalse(new VerifiedFiles(data).verify(file, "1".repeat(64)));
    }

    @Test
    void theCatalogIsParsedAgainOnlyAfterAnEditAndThatCountsAtOnce() throws IOException {
        CatalogFile file = new CatalogFile(data);
        Catalog shipped = file.read();
        assertSame(shipped, file.read());
        Path own = data.resolve("models.json");
        Files.writeString(own, catalog("one"));
        Catalog edited = file.read();
        assertTrue(edited.find("one").isPresent());
        assertSame(edited, file.read());
        // Of the same length and time: as an editor that writes another file and renames it.
        FileTime time = Files.getLastModifiedTime(own);
        Path other = Files.writeString(data.resolve("other"), catalog("two"));
        Files.setLastModifiedTime(other, time);
        Files.move(other, own, StandardCopyOption.REPLACE_EXISTING);
        assertTrue(file.read().find("two").isPresent() && file.read().find("one").isEmpty());
        Files.delete(own);
        assertTrue(file.read().find("two").isEmpty() && file.read().find("base").isPresent());
    }

    private static String catalog(String name) {
        return "{\"models\": [{\"name\": \"" + name + "\", \"file\": \"ggml-" + name + ".bin\", \"languages\": \"en\"}]}";
    }

    @Test
    void asManyAsMayStayAreLoadedAtStartTheDefaultForSure() {
        List<String> last = List.of("small", "base", "tiny");
        assertEquals(List.of("base", "small"), Preloading.models(config(two(Config.Strategy.AUTO)), last), "the last one last, so it is the last to leave");
        assertEquals(List.of("small", "base"), Preloading.models(config(two(Config.Strategy.ALWAYS)), last));
        assertEquals(List.of("m"), Preloading.models(config(models("m", Config.Strategy.ALWAYS, "5m", Config.Preload.LAST_USED)), last));
        assertEquals(List.of("m"), Preloading.models(config(models("m", Config.Strategy.ALWAYS, "5m", Config.Preload.NEVER)), last));
        assertEquals(List.of(), Preloading.models(config(models("m", Config.Strategy.AUTO, "5m", Config.Preload.NEVER)), last));
    }

    private static Map<String, ?> two(Config.Strategy strategy) {
        return Map.of("models.strategy", strategy, "models.preload", "last_used", "models.max_resident", 2, "models.reserve_mb", 0, "models.cpu_policy", "off");
    }

    @Test
    void alwaysLoadsAtStartAndNoClientTakesTheModelOut() {
        CompletableFuture<Void> loaded = loadedNext();
        deploy(models("micro.en", Config.Strategy.ALWAYS, "5m", Config.Preload.NEVER));
        loaded.join();

        ModelLease lease = await(bus.request(ModelMessages.ACQUIRE, new AcquireModel("micro.en", "0", "j")));
        assertTrue(lease.notice().contains("models.strategy is always"), lease.notice());
        await(bus.request(ModelMessages.RELEASE, new ReleaseModel(lease.lease())));
        Fault refused = assertThrows(Fault.class, () -> await(bus.request(ModelMessages.UNLOAD, new UnloadModel("micro.en"))));
        assertEquals(Fault.Code.FORBIDDEN, refused.code());
        assertTrue(refused.getMessage().contains("models.strategy is always"), refused.getMessage());
        ResidentView resident = await(bus.request(ModelMessages.LOAD, new LoadModel("micro.en", "10s")));
        assertTrue(resident.notice().contains("keep_alive has no effect"), resident.notice());
        assertEquals(ModelMessages.ModelState.RESIDENT, resident.state());
        assertEquals(null, resident.until());
        assertEquals(List.of("load micro.en"), asked);
    }

    @Test
    void theDefaultIsLoadedWhenAlwaysIsChosenWhileItRuns() {
        deploy(models("base", Config.Strategy.AUTO, "5m", Config.Preload.NEVER));
        CompletableFuture<Void> loaded = loadedNext();
        bus.publish(SettingsMessages.CHANGED, new SettingsMessages.CurrentSettings(LayeredConfig.of(Config.defaults())
                .with(Map.of("models.strategy", "always", "models.default", "micro.en")).list(), null));
        loaded.join();
        assertEquals(List.of("load micro.en"), asked);
    }

    @Test
    void whoAsksForMoreThanIsAllowedIsTold() {
        deploy(Map.of("models.reserve_mb", 0, "models.cpu_policy", "off", "models.keep_alive_max", "10m"));
        ResidentView resident = await(bus.request(ModelMessages.LOAD, new LoadModel("micro.en", "-1")));
        assertEquals("The model stays for 10 min after its last request, because models.keep_alive_max allows no more.", resident.notice());
        assertTrue(resident.until() != null);
    }

    @Test
    void requestsDoNotPushOutWhatHappenedAndDecisionsCanBeFiltered() {
        deploy();
        for (int i = 0; i < 1100; i++) {
            // Every other one in another way, so that there is a decision each time.
            ModelLease lease = await(bus.request(ModelMessages.ACQUIRE, new AcquireModel("micro.en", i % 2 == 0 ? "1h" : "2h", "j" + i)));
            await(bus.request(ModelMessages.RELEASE, new ReleaseModel(lease.lease())));
        }
        await(bus.request(ModelMessages.UNLOAD, new UnloadModel("micro.en")));

        List<Decision> all = decisions(1000, null, null);
        assertEquals(54, all.size(), "50 of the 1100 that only say that it stays");
        assertEquals(List.of("unloaded", "unload", "keep"), all.stream().limit(3).map(decision -> decision.action().text()).toList());
        assertEquals(List.of("loaded", "load"), all.stream().skip(52).map(decision -> decision.action().text()).toList());
        assertEquals("j0", all.get(53).job(), "whose request led to it");
        assertEquals(null, all.get(0).job(), "a person unloaded it");
        assertEquals(List.of("unloaded"), decisions(100, "micro.en", "unloaded").stream().map(decision -> decision.action().text()).toList());
        assertEquals(Map.of("freed_mb", 0.0), decisions(1, null, "unloaded").get(0).numbers(), "as its process held 123 kB");
        assertEquals(List.of(), decisions(100, "base", null));
        Fault unknown = assertThrows(Fault.class, () -> decisions(100, null, "unlod"));
        assertEquals(Fault.Code.BAD_REQUEST, unknown.code());
        assertTrue(unknown.getMessage().endsWith("Did you mean 'unload'?"), unknown.getMessage());
    }

    private List<Decision> decisions(int limit, String model, String action) {
        return await(bus.request(DecisionMessages.DECISIONS, new ListDecisions(limit, model, action))).decisions();
    }

    private CompletableFuture<Void> loadedNext() {
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        bus.subscribe(DecisionMessages.DECISION, decision -> {
            if (decision.action() == DecisionMessages.DecisionAction.LOADED) {
                loaded.complete(null);
            }
        });
        return loaded;
    }

    @Test
    void aDefaultThatCannotBePreloadedDoesNotStopTheStart() {
        deploy(models("base", Config.Strategy.AUTO, "5m", Config.Preload.ALWAYS));

        assertFalse(await(bus.request(ModelMessages.LIST, Empty.INSTANCE)).models().isEmpty());
    }

    /** Two models of the user's, without digests, so that any file will do. */
    private void installSmallAndBase() throws IOException {
        Files.createDirectories(data.resolve("models"));
        Files.writeString(data.resolve("models/ggml-small.bin"), "x");
        Files.writeString(data.resolve("models/ggml-base.bin"), "x");
        Files.writeString(data.resolve("models.json"), """
                {"models":[{"name":"small","file":"ggml-small.bin","bytes":1,"languages":"multilingual","idle_mb":600,"memory_mb":900},
                {"name":"base","file":"ggml-base.bin","bytes":1,"languages":"multilingual","idle_mb":200,"memory_mb":400}]}""");
    }

    private ModelLease acquire(String model) {
        return await(bus.request(ModelMessages.ACQUIRE, new AcquireModel(model, null, "j")));
    }

    @Test
    void beforeALoadMemoryIsLookedAtAndARefusalIsRemembered() throws IOException {
        installSmallAndBase();
        deploy();
        available = 0.7;

        Fault fault = assertThrows(Fault.class, () -> acquire("small"));

        assertEquals(Fault.Code.NOT_ENOUGH_MEMORY, fault.code());
        assertTrue(fault.getMessage().contains("'small' needs 900 MB") && fault.getMessage().contains("'base'"), fault.getMessage());
        Decision decision = await(bus.request(DecisionMessages.DECISIONS, new ListDecisions(1, null, null))).decisions().get(0);
        assertEquals("small refuse not-enough-memory", decision.model() + " " + decision.action().text() + " " + decision.code().text());
        assertEquals(Map.of("needed_mb", 900.0, "available_mb", 700.0, "reserve_mb", 256.0, "percent", 25.0), decision.numbers());
        assertThrows(Fault.class, () -> await(bus.request(DecisionMessages.DECISIONS, new ListDecisions(0, null, null))));
        assertEquals("base", acquire("base").model());
    }

    @Test
    void aWarningMakesAnIdleModelLeaveAndRecoveryLetsItComeBack() throws IOException {
        installSmallAndBase();
        deploy();
        await(bus.request(ModelMessages.RELEASE, new ReleaseModel(acquire("base").lease())));
        CompletableFuture<Decision> unloaded = new CompletableFuture<>();
        bus.subscribe(DecisionMessages.DECISION, decision -> {
            if (decision.action() == DecisionMessages.DecisionAction.UNLOAD) {
                unloaded.complete(decision);
            }
        });

        level = SystemMessages.Level.CRITICAL;
        percent = 93;
        bus.publish(SystemMessages.MEMORY, reading());

        assertEquals("not in use (memory is short: 93.0 % in use)", unloaded.join().reason());
        available = 0.6;
        assertEquals(Fault.Code.NOT_ENOUGH_MEMORY, assertThrows(Fault.class, () -> acquire("base")).code());
        available = 0.7;
        ModelLease lease = acquire("base");
        assertTrue(lease.notice().contains("93.0 % in use, 700 MB are available"), lease.notice());
        await(bus.request(ModelMessages.RELEASE, new ReleaseModel(lease.lease())));
        level = SystemMessages.Level.NORMAL;
        assertEquals("base", acquire("base").model());
    }

    @Test
    void whereTheProcessorCannotKeepUpASmallerModelIsUsedAndSaid() throws IOException {
        installSmallAndBase();
        Map<String, ?> auto = Map.of("models.default", "small", "models.max_resident", 2, "models.reserve_mb", 0, "models.cpu_policy", "auto");
        deploy(auto);
        CompletableFuture<Decision> stepped = new CompletableFuture<>();
        bus.subscribe(DecisionMessages.DECISION, decision -> {
            if (decision.action() == DecisionMessages.DecisionAction.STEP_DOWN) {
                stepped.complete(decision);
            }
        });
        assertEquals("small", acquire("small").model());

        cpu = 95;
        bus.publish(EngineMessages.WINDOW, new EngineMessages.WindowMeasured(Instant.now(), "test", "small", "j:0", "j", 30, 45_000));
        bus.publish(SystemMessages.MEMORY, reading());

        Decision step = stepped.join();
        assertEquals("small", step.model());
        assertTrue(step.reason().contains("get 'base'"), step.reason());
        ModelLease lease = acquire("small");
        assertEquals("base", lease.model());
        assertTrue(lease.notice().contains("'base' was used in place of 'small'"), lease.notice());
    }

    @Test
    void settingsHoldAtOnce() {
        deploy();
        await(bus.request(ModelMessages.RELEASE, new ReleaseModel(acquire("micro.en").lease())));
        CompletableFuture<Decision> keeps = new CompletableFuture<>();
        bus.subscribe(DecisionMessages.DECISION, keeps::complete);

        bus.publish(SettingsMessages.CHANGED, new SettingsMessages.CurrentSettings(LayeredConfig.of(Config.defaults())
                .with(Map.of("models.strategy", "always", "models.default", "micro.en")).list(), null));

        assertEquals("stays in memory (strategy always)", keeps.join().reason());
        assertEquals("micro.en", await(bus.request(ModelMessages.RESOLVE, resolve(null, null))).model());
    }
}

package dev.earshot;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

import java.util.List;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

/** Keeps the modules apart: see docs/architecture.md. */
class ArchitectureTest {

    private static final List<String> MODULES = List.of("audio", "engine", "models", "downloads", "jobs", "http", "system", "settings", "metrics",
            "updates", "telemetry");

    /** The tests among them. */
    private static final JavaClasses ALL = new ClassFileImporter().importPackages("dev.earshot");
    private static final DescribedPredicate<JavaClass> TEST = describe("are of a test", type -> type.getSource()
            .filter(source -> !new ImportOption.DoNotIncludeTests().includes(Location.of(source.getUri()))).isPresent());
    private static final JavaClasses EARSHOT = ALL.that(DescribedPredicate.not(TEST));

    private static final DescribedPredicate<JavaClass> DOOR = DescribedPredicate.describe("a module's messages", type ->
            outermost(type).getSimpleName().endsWith("Messages"));

    @Test
    void aModuleShowsItsVerticleAndItsMessagesOnly() {
        check(classes().that(describe("are in the package of a module", type -> isModule(type) && type.getPackageName().equals("dev.earshot." + module(type))))
            .and().arePublic().and().areTopLevelClasses()
            .should().haveNameMatching(".*(Verticle|Messages|VertxMeters)"));
    }

    /** Sub-packages need public types among each other; nobody outside the module sees them. */
    @Test
    void modulesSpeakThroughMessages() {
        check(noClasses().that().resideInAPackage("dev.earshot..")
            .should(new ArchCondition<JavaClass>("use another module's classes beside its messages") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getDirectDependenciesFromSelf().stream()
                            .filter(use -> isModule(use.getTargetClass()) && !module(use.getTargetClass()).equals(module(type)))
                            .filter(use -> !DOOR.test(use.getTargetClass()) && !seenFromOutside(type, use.getTargetClass()))
                            .forEach(use -> events.add(SimpleConditionEvent.satisfied(use, use.getDescription())));
                }
            }));
    }

    /** Sub-packages do not open more doors than are used; tests may use them, and Java calls a main class by its name. */
    @Test
    void whatIsPublicIsUsedOutsideItsPackage() {
        classes().that(describe("are top-level classes of a module", type -> isModule(type) && type.isTopLevelClass()
                && EARSHOT.contain(type.getName()))).and().arePublic().and().doNotHaveSimpleName("package-info")
            .should(new ArchCondition<JavaClass>("be used outside their package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean used = ALL.stream().filter(any -> outermost(any).equals(type)).flatMap(any -> any.getDirectDependenciesToSelf().stream())
                            .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
                    boolean main = type.tryGetMethod("main", String[].class).isPresent();
                    events.add(new SimpleConditionEvent(type, used || main, type.getName() + " is public, and nobody outside its package uses it"));
                }
            }).check(ALL);
    }

    @Test
    void theQueueKnowsNoTypeOfJobAndTheStoreNoQueue() {
        check(layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("module").definedBy("dev.earshot.jobs")
            .layer("types").definedBy("dev.earshot.jobs.transcribe..", "dev.earshot.jobs.folder..", "dev.earshot.jobs.download..")
            .layer("queue").definedBy("dev.earshot.jobs.queue..")
            .layer("store").definedBy("dev.earshot.jobs.store..")
            .whereLayer("types").mayOnlyBeAccessedByLayers("module")
            .whereLayer("queue").mayOnlyBeAccessedByLayers("types", "module")
            .whereLayer("store").mayOnlyBeAccessedByLayers("queue", "types", "module")
            .ignoreDependency(TEST, DescribedPredicate.alwaysTrue())
            .ignoreDependency(resideInAPackage("dev.earshot.jobs.."), DOOR));
    }

    @Test
    void onlyTheBusTouchesTheEventBus() {
        check(noClasses().that().resideOutsideOfPackage("dev.earshot.bus..")
            .should().dependOnClassesThat().resideInAPackage("io.vertx.core.eventbus.."));
    }

    @Test
    void nothingIsSharedBehindTheBus() {
        check(noClasses()
            .should().dependOnClassesThat().resideInAPackage("io.vertx.core.shareddata.."));
    }

    @Test
    void theNativeLibraryLivesInTheEngine() {
        check(noClasses()
            .that().resideOutsideOfPackages("dev.earshot.engine..", "dev.earshot.bench..")
            .should().dependOnClassesThat().resideInAPackage("io.github.givimad.."));
    }

    @Test
    void theDatabaseLivesInTheJobs() {
        check(noClasses().that().resideOutsideOfPackage("dev.earshot.jobs..")
            .should().dependOnClassesThat().resideInAnyPackage("java.sql..", "org.sqlite.."));
    }

    @Test
    void theMachineIsAskedInOnePlace() {
        check(noClasses().that().resideOutsideOfPackage("dev.earshot.machine..")
            .should().dependOnClassesThat().resideInAPackage("oshi.."));
    }

    @Test
    void prometheusIsKnownInOneClass() {
        check(noClasses().that().doNotHaveFullyQualifiedName("dev.earshot.metrics.Exposition")
            .should().dependOnClassesThat().resideInAnyPackage("io.micrometer..", "io.prometheus.."));
    }

    @Test
    void webBelongsToHttp() {
        check(noClasses().that().resideOutsideOfPackage("dev.earshot.http..")
            .should().dependOnClassesThat().resideInAPackage("io.vertx.ext.."));
    }

    @Test
    void noModuleKnowsTheTerminal() {
        check(noClasses().that().resideOutsideOfPackages("dev.earshot.cli..", "dev.earshot")
            .should().dependOnClassesThat().resideInAPackage("dev.earshot.cli.."));
    }

    @Test
    void noMutableStatics() {
        check(fields().that().areStatic().should().beFinal());
    }

    @Test
    void noCycles() {
        check(SlicesRuleDefinition.slices().matching("dev.earshot.(*)..").should().beFreeOfCycles());
        check(SlicesRuleDefinition.slices().matching("dev.earshot.(**)").should().beFreeOfCycles()
                .ignoreDependency(resideInAPackage("dev.earshot.jobs.."), DOOR));
    }

    private static void check(ArchRule rule) {
        rule.check(EARSHOT);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static boolean isModule(JavaClass type) {
        return type.getPackageName().startsWith("dev.earshot.") && MODULES.contains(module(type));
    }

    private static String module(JavaClass type) {
        String[] path = type.getPackageName().split("\\.");
        return path.length > 2 ? path[2] : "";
    }

    /**
     * The deployer makes the verticles, and Vert.x with the meters; before them, an update may switch versions, for which it copies the store. A
     * benchmark makes models of zeros, and calls the engine's process, or the native library as the engine does;
     * it also updates an installation of its own.
     */
    private static boolean seenFromOutside(JavaClass user, JavaClass used) {
        return switch (module(user)) {
            case "boot" -> used.getSimpleName().matches(".*Verticle|VertxMeters|StoreBackup")
                    || used.getPackageName().equals("dev.earshot.updates.install");
            case "bench" -> used.getSimpleName().equals("SyntheticModel") || used.getSimpleName().equals("ProcessEngine")
                    || used.getPackageName().equals("dev.earshot.engine.spi") || used.getPackageName().equals("dev.earshot.updates.install");
            default -> false;
        };
    }
}

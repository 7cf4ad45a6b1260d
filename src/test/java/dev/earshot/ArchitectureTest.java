package dev.earshot;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Keeps the rooms apart: see docs/architecture.md. */
@AnalyzeClasses(packages = "dev.earshot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] ROOMS = {"dev.earshot.audio..", "dev.earshot.engine..", "dev.earshot.models..",
            "dev.earshot.jobs..", "dev.earshot.http.."};

    private static final DescribedPredicate<JavaClass> DOOR = DescribedPredicate.describe("a room's messages", type ->
            outermost(type).getSimpleName().endsWith("Messages"));

    @ArchTest
    static final ArchRule aRoomShowsItsVerticleAndItsMessagesOnly = classes()
            .that().resideInAnyPackage(ROOMS).and().arePublic().and().areTopLevelClasses()
            .should().haveNameMatching(".*(Verticle|Messages|EngineHost)");

    @ArchTest
    static final ArchRule roomsSpeakThroughMessages = noClasses().that().resideInAnyPackage(ROOMS)
            .should(new com.tngtech.archunit.lang.ArchCondition<JavaClass>("use another room's classes beside its messages") {
                @Override
                public void check(JavaClass type, com.tngtech.archunit.lang.ConditionEvents events) {
                    type.getDirectDependenciesFromSelf().stream()
                            .filter(use -> isRoom(use.getTargetClass()) && !room(use.getTargetClass()).equals(room(type)))
                            .filter(use -> !DOOR.test(use.getTargetClass()))
                            .forEach(use -> events.add(com.tngtech.archunit.lang.SimpleConditionEvent.satisfied(use, use.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule onlyTheDeployerKnowsTheVerticles = noClasses().that().resideOutsideOfPackage("dev.earshot.boot..")
            .should().dependOnClassesThat(DescribedPredicate.describe("are another package's verticles", type ->
                    type.getPackageName().startsWith("dev.earshot") && type.getSimpleName().endsWith("Verticle") && type.getModifiers().contains(JavaModifier.PUBLIC)))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheBusTouchesTheEventBus = noClasses().that().resideOutsideOfPackage("dev.earshot.bus..")
            .should().dependOnClassesThat().resideInAPackage("io.vertx.core.eventbus..");

    @ArchTest
    static final ArchRule nothingIsSharedBehindTheBus = noClasses()
            .should().dependOnClassesThat().resideInAPackage("io.vertx.core.shareddata..");

    @ArchTest
    static final ArchRule theNativeLibraryLivesInTheEngine = noClasses()
            .that().resideOutsideOfPackages("dev.earshot.engine..", "dev.earshot.bench..")
            .should().dependOnClassesThat().resideInAPackage("io.github.givimad..");

    @ArchTest
    static final ArchRule theDatabaseLivesInTheJobs = noClasses().that().resideOutsideOfPackage("dev.earshot.jobs..")
            .should().dependOnClassesThat().resideInAnyPackage("java.sql..", "org.sqlite..");

    @ArchTest
    static final ArchRule theMachineIsAskedByTheEngineOnly = noClasses().that().resideOutsideOfPackage("dev.earshot.engine..")
            .should().dependOnClassesThat().resideInAPackage("oshi..");

    @ArchTest
    static final ArchRule webBelongsToTheHttpRoom = noClasses().that().resideOutsideOfPackage("dev.earshot.http..")
            .should().dependOnClassesThat().resideInAPackage("io.vertx.ext..");

    @ArchTest
    static final ArchRule noRoomKnowsTheTerminal = noClasses().that().resideOutsideOfPackages("dev.earshot.cli..", "dev.earshot")
            .should().dependOnClassesThat().resideInAPackage("dev.earshot.cli..");

    @ArchTest
    static final ArchRule noMutableStatics = fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule noCycles = SlicesRuleDefinition.slices().matching("dev.earshot.(*)..").should().beFreeOfCycles();

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static boolean isRoom(JavaClass type) {
        for (String name : ROOMS) {
            if (type.getPackageName().equals(name.replace("..", ""))) {
                return true;
            }
        }
        return false;
    }

    private static String room(JavaClass type) {
        return type.getPackageName();
    }
}

package io.rapport.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole application on a free port, with a database of its own and the embedded mailbox as its mail server. All test
 * classes with this annotation, and without further configuration, share one running application: name things (customer
 * ids and the like) so that the tests of a class do not meet. After each test the clock is set back, the models that it
 * deployed by {@link TestModels} are gone, and so are timers that still wait; after each class the database is what the start
 * had made ({@link StateOfStart}).
 *
 * <ul>
 *   <li>Mail: inject {@code io.rapport.app.mailbox.Mailbox}; it is the server that {@code spring.mail.host} names.
 *   <li>Timers: the engine's job executor is off; move the {@code BusinessClock} and run what is due yourself.
 *   <li>Logins: {@code demo}/{@code demo} is administrator, and each queue has its demo user; API key {@code demo-key} with all scopes, {@code import-key} for bulk events and nothing else, {@code crm-key}
 *       to read customers, {@code loader-key} for files.
 * </ul>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "rapport.embedded=false",
            "rapport.mailbox.port=0",
            "rapport.link-secret=only-for-tests-0123456789abcdef0123456789abcdef",
            "rapport.link-secrets-before=only-for-tests-before-0123456789abcdef0123456789",
            // SHA-256 of demo-key
            "rapport.api-keys.demo=c48a01f49fd0f2cc404bc3cbbc80e91457a3d41bb429a695243de4c61794155c",
            // SHA-256 of metrics-token-for-tests
            "rapport.metrics-token=db36fb170bf9fca4dd35bf37cce8e0148c80971355c66d488c29c0e819d7124e",
            // SHA-256 of import-key; what this system sends may wait
            "rapport.api-keys.import=fb4671ceebc8e253a2370779fbe0829d941d5e8b2e6e9b419867e330df9b4820",
            "rapport.senders.import.priority=bulk",
            "rapport.api-scopes.demo=events,imports,imports:read,customers:read,loyalty,coupon-pools",
            // SHA-256 of crm-key, loader-key, till-key and watch-key, each with one scope
            "rapport.api-keys.crm=714815f9ca35a80bf606f03cffb3bd66f2511788b0342a0d1e60605d83979167",
            "rapport.api-scopes.crm=customers:read",
            "rapport.api-keys.loader=54b08ce736591e153109c65b4e1685e98010e3d18c8ea0564944e4274d53f0e8",
            "rapport.api-scopes.loader=imports",
            "rapport.api-keys.till=4aa7ffda4afa9454cffc982d6b7cbad83ab477341d6127cbbecd4cd9f866a279",
            "rapport.api-scopes.till=loyalty",
            "rapport.api-keys.watch=623ad7ded9b6b26e9e82d3bf59d76f1b93325a87dfb45ae2b1392b37d69dea92",
            "rapport.api-scopes.watch=imports:read",
            "rapport.identity.systems=shopify",
            "camunda.bpm.job-execution.enabled=false",
            // a test handles its events itself, so that it knows when all is done
            "rapport.inbox.workers=0",
            // and no form waits for that
            "rapport.inbox.wait-for-forms=0s",
            // a test raises what is due itself
            "rapport.dates.poll=0s",
            "rapport.segments.poll=0s",
            "rapport.panel.poll=0s",
            "rapport.escalation.poll=0s",
            "rapport.loyalty.poll=0s",
            "rapport.loyalty.coupon-poll=0s",
            "rapport.relationship.poll=0s",
            // a test has changed customers evaluated itself
            "rapport.customer.changes-poll=0s",
            // nor are models fitted but by a test
            "rapport.value.poll=0s",
            // the rhythm of products is that of the story alone
            "rapport.customer.replenishment-poll=0s",
            "rapport.imports.directory=target/imports-${random.uuid}",
            // a test reads what it has just done
            "rapport.metrics.refresh=0s",
            // rows go when a test says so, not at an hour that its clock happens to pass
            "rapport.retention.from=00:00",
            "rapport.retention.until=00:00",
            // stories must not depend on the day of the year on which they run
            "rapport.messaging.holidays=off",
        })
@AutoConfigureObservability(tracing = false)
@ExtendWith(TestModels.Cleaning.class)
@Import(TestLogins.class)
@ContextConfiguration(initializers = {TestDatabase.Initializer.class, OtherSystem.Initializer.class})
public @interface RapportTest {}

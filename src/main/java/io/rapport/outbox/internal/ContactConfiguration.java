package io.rapport.outbox.internal;

import io.rapport.calendar.Holidays;
import io.rapport.calendar.PublicHolidays;
import io.rapport.calendar.QuietHours;
import io.rapport.calendar.SendingHours;
import io.rapport.contactpolicy.ContactPolicy;
import io.rapport.contactpolicy.ContactProperties;
import io.rapport.contactpolicy.ContactProperties.HolidayRule;
import io.rapport.contactpolicy.PolicyDecisionService;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ContactProperties.class)
class ContactConfiguration {

    /** The night of customers: also what reminds them of something is due after it. */
    @Bean
    QuietHours quietHours(MessagingProperties messaging) {
        return new QuietHours(messaging.quietFrom(), messaging.quietUntil());
    }

    @Bean
    PolicyEvaluator policyEvaluator(
            PolicyDecisionService rules,
            QuietHours night,
            MessagingProperties messaging,
            ContactProperties contact,
            ChannelDirectory directory) {
        Holidays holidays = contact.holidays() == HolidayRule.COUNTRY ? new PublicHolidays() : Holidays.NONE;
        SendingHours hours = new SendingHours(night, holidays, contact.spread());
        ContactPolicy policy = new ContactPolicy(rules, hours, messaging.recheck(), contact.turn());
        return new PolicyEvaluator(policy, directory);
    }
}

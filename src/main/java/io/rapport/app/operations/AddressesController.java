package io.rapport.app.operations;

import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.contactpolicy.SuppressionDecisions;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.database.OperatorDecision;
import java.security.Principal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /operations/addresses}: whether an address is suppressed and why, and what operators decide about it. An address
 * is only ever in a form's body, so that no log of addresses of pages holds it.
 */
@Controller
@RequestMapping("/operations/addresses")
class AddressesController {

    private static final Set<String> CHANNELS = Set.of("email", "sms");
    private static final int LONGEST_ADDRESS = 254;
    /** Without its country a number is nobody's: it would be barred in vain. */
    private static final Pattern NUMBER = Pattern.compile("(\\+|00)[1-9][0-9 ()/.-]{5,40}");

    private final Suppressions suppressions;
    private final SuppressionDecisions decisions;

    AddressesController(Suppressions suppressions, SuppressionDecisions decisions) {
        this.suppressions = suppressions;
        this.decisions = decisions;
    }

    @GetMapping
    ModelAndView page(Locale locale) {
        Map<String, Object> model = MessagesController.model(locale);
        model.put("counts", suppressions.counts());
        return new ModelAndView("operations/addresses", model);
    }

    @PostMapping
    ModelAndView lookUp(@RequestParam String channel, @RequestParam String address, Locale locale) {
        return found(channel, check(channel, address), null, locale);
    }

    @PostMapping("/add")
    ModelAndView add(
            @RequestParam String channel,
            @RequestParam String address,
            @RequestParam(defaultValue = "") String note,
            Principal operator,
            Locale locale) {
        decisions.add(channel, check(channel, address), new OperatorDecision(operator.getName(), note));
        return found(channel, address.strip(), "added", locale);
    }

    @PostMapping("/lift")
    ModelAndView lift(
            @RequestParam String channel,
            @RequestParam String address,
            @RequestParam String reason,
            @RequestParam(defaultValue = "") String note,
            Principal operator,
            Locale locale) {
        boolean lifted = decisions.lift(
                channel, check(channel, address), reason(reason), new OperatorDecision(operator.getName(), note));
        return found(channel, address.strip(), lifted ? "lifted" : "not-lifted", locale);
    }

    @ExceptionHandler
    ModelAndView fault(IllegalArgumentException e, Locale locale) {
        return MessagesController.fault(e.getMessage(), HttpStatus.BAD_REQUEST, locale);
    }

    private ModelAndView found(String channel, String address, String outcome, Locale locale) {
        ModelAndView page = page(locale);
        page.addObject("channel", channel);
        page.addObject("address", address);
        page.addObject("entries", suppressions.entries(channel, address));
        page.addObject("decisions", decisions.of(channel, address));
        page.addObject("outcome", outcome);
        return page;
    }

    private static String check(String channel, String address) {
        if (!CHANNELS.contains(channel)) {
            throw new IllegalArgumentException("the channel is email or sms");
        }
        String text = address.strip();
        boolean fits = channel.equals("email")
                ? text.indexOf('@') > 0
                : NUMBER.matcher(text).matches();
        if (!fits || text.length() > LONGEST_ADDRESS) {
            // it is not repeated: it may be a mistyped address
            throw new IllegalArgumentException("this is not an address of the channel " + channel
                    + (channel.equals("sms") ? "; write the number with + and its country code" : ""));
        }
        return text;
    }

    private static Reason reason(String text) {
        try {
            return Reason.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("there is no such reason", e);
        }
    }
}

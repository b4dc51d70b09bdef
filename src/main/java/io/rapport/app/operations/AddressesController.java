package io.rapport.app.operations;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.app.forms.TypedSearches;
import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.contactpolicy.SuppressionDecisions;
import io.rapport.contactpolicy.Suppressions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /operations/addresses}: whether an address is suppressed and why, and what operators decide about it. An address
 * stands in no URL ({@link TypedSearches}).
 */
@Controller
@RequestMapping("/operations/addresses")
class AddressesController {

    private static final String PAGE = "/operations/addresses";
    private static final Set<String> CHANNELS = Set.of("email", "sms");
    private static final int LONGEST_ADDRESS = 254;
    /** Without its country a number is nobody's: it would be barred in vain. */
    private static final Pattern NUMBER = Pattern.compile("(\\+|00)[1-9][0-9 ()/.-]{5,40}");

    private final Suppressions suppressions;
    private final SuppressionDecisions decisions;
    private final SentForms forms;

    AddressesController(Suppressions suppressions, SuppressionDecisions decisions, SentForms forms) {
        this.suppressions = suppressions;
        this.decisions = decisions;
        this.forms = forms;
    }

    /**
     * @param search of an address, as {@link #lookUp} named it; empty for none
     */
    @GetMapping
    ModelAndView page(@RequestParam(defaultValue = "") String search, Locale locale, HttpServletRequest request) {
        Map<String, Object> model = OperatorsPage.model(locale);
        model.put("counts", suppressions.counts());
        Optional<List<String>> typed = TypedSearches.find(request, search);
        model.put("over", !search.isEmpty() && typed.isEmpty());
        typed.ifPresent(fields -> {
            String channel = fields.get(0);
            String address = fields.get(1);
            model.put("channel", channel);
            model.put("address", address);
            model.put("entries", suppressions.entries(channel, address));
            model.put("decisions", decisions.of(channel, address));
        });
        model.put("outcome", FormOutcome.codeOn(request));
        return new ModelAndView("operations/addresses", model);
    }

    @PostMapping
    ModelAndView lookUp(@RequestParam String channel, @RequestParam String address, HttpServletRequest request) {
        return TypedSearches.leadTo(request, PAGE, channel, check(channel, address));
    }

    @PostMapping("/add")
    ModelAndView add(@RequestParam String channel, @RequestParam String address, HttpServletRequest form) {
        String checked = check(channel, address);
        return forms.decide(form, decision -> {
                    decisions.add(channel, checked, decision);
                    return FormOutcome.of("added");
                })
                .leadBack(form, TypedSearches.keep(form, PAGE, channel, checked));
    }

    @PostMapping("/lift")
    ModelAndView lift(
            @RequestParam String channel,
            @RequestParam String address,
            @RequestParam String reason,
            HttpServletRequest form) {
        String checked = check(channel, address);
        Reason known = reason(reason);
        return forms.decide(
                        form,
                        decision -> FormOutcome.of(
                                decisions.lift(channel, checked, known, decision) ? "lifted" : "not-lifted"))
                .leadBack(form, TypedSearches.keep(form, PAGE, channel, checked));
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

package io.rapport.app.operations;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.app.forms.TypedSearches;
import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.database.OperatorDecision;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    private final SentForms forms;

    AddressesController(Suppressions suppressions, SentForms forms) {
        this.suppressions = suppressions;
        this.forms = forms;
    }

    /**
     * @param search of an address, as {@link #lookUp} named it; empty for none
     */
    @GetMapping
    ModelAndView page(@RequestParam(defaultValue = "") String search, Locale locale, HttpServletRequest request) {
        Map<String, Object> model = MessagesController.model(locale);
        model.put("counts", suppressions.counts());
        Optional<List<String>> typed = TypedSearches.find(request, search);
        model.put("over", !search.isEmpty() && typed.isEmpty());
        typed.ifPresent(fields -> {
            String channel = fields.get(0);
            String address = fields.get(1);
            model.put("channel", channel);
            model.put("address", address);
            model.put("entries", suppressions.entries(channel, address));
            model.put("decisions", suppressions.decisions(channel, address));
        });
        model.put("outcome", FormOutcome.on(request).map(FormOutcome::code).orElse(null));
        return new ModelAndView("operations/addresses", model);
    }

    @PostMapping
    ModelAndView lookUp(@RequestParam String channel, @RequestParam String address, HttpServletRequest request) {
        return TypedSearches.leadTo(request, PAGE, channel, check(channel, address));
    }

    @PostMapping("/add")
    ModelAndView add(
            @RequestParam String channel,
            @RequestParam String address,
            @RequestParam(defaultValue = "") String note,
            @RequestParam(defaultValue = "") String form,
            Principal operator,
            HttpServletRequest request) {
        String checked = check(channel, address);
        OperatorDecision decision = new OperatorDecision(operator.getName(), note);
        String outcome = forms.once(form, () -> {
                    suppressions.add(channel, checked, decision);
                    return "added";
                })
                .orElse("before");
        return back(request, channel, checked, outcome);
    }

    @PostMapping("/lift")
    ModelAndView lift(
            @RequestParam String channel,
            @RequestParam String address,
            @RequestParam String reason,
            @RequestParam(defaultValue = "") String note,
            @RequestParam(defaultValue = "") String form,
            Principal operator,
            HttpServletRequest request) {
        String checked = check(channel, address);
        Reason known = reason(reason);
        OperatorDecision decision = new OperatorDecision(operator.getName(), note);
        String outcome = forms.once(form, () -> suppressions.lift(channel, checked, known, decision))
                .map(lifted -> lifted ? "lifted" : "not-lifted")
                .orElse("before");
        return back(request, channel, checked, outcome);
    }

    @ExceptionHandler
    ModelAndView fault(IllegalArgumentException e, Locale locale) {
        return MessagesController.fault(e.getMessage(), HttpStatus.BAD_REQUEST, locale);
    }

    private static ModelAndView back(HttpServletRequest form, String channel, String address, String outcome) {
        return FormOutcome.of(outcome).leadBack(form, TypedSearches.keep(form, PAGE, channel, address));
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

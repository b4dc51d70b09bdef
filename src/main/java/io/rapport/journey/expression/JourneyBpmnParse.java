package io.rapport.journey.expression;

import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.bpmn.behavior.CallableElementActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.bpmn.parser.FieldDeclaration;
import org.camunda.bpm.engine.impl.core.model.BaseCallableElement;
import org.camunda.bpm.engine.impl.core.model.BaseCallableElement.CallableElementBinding;
import org.camunda.bpm.engine.impl.core.model.CallableElement;
import org.camunda.bpm.engine.impl.core.model.CallableElementParameter;
import org.camunda.bpm.engine.impl.core.variable.mapping.value.ParameterValueProvider;
import org.camunda.bpm.engine.impl.form.FormDefinition;
import org.camunda.bpm.engine.impl.form.handler.DefaultFormHandler;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.StringUtil;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.variable.VariableMap;

/**
 * Reads a model as the engine does, but
 *
 * <ul>
 *   <li>tables that it asks are the newest deployed; its forms and the journeys that it calls are those of its release, in
 *       whatever way the model says so, unless it names a version. In deployments that no release made they are the newest,
 *       since nothing else came along;
 *   <li>a called journey is about the same thing as its caller, and knows the ids that its caller carries, without a word in
 *       the model;
 *   <li>no class that it names is loaded while it is read, and none of its fields is written into a step.
 * </ul>
 */
final class JourneyBpmnParse extends BpmnParse {

    private static final String LATEST = DefaultFormHandler.FORM_REF_BINDING_LATEST;
    private static final String DEPLOYMENT = DefaultFormHandler.FORM_REF_BINDING_DEPLOYMENT;

    JourneyBpmnParse(BpmnParser parser) {
        super(parser);
    }

    @Override
    protected void parseRootElement() {
        if (namesNoHandlers(rootElement)) {
            super.parseRootElement();
        }
    }

    /** The engine makes form handlers and validators of a class directly, the first of them while it reads the model. */
    private boolean namesNoHandlers(Element element) {
        boolean none = true;
        if (element.attributeNS(CAMUNDA_BPMN_EXTENSIONS_NS, "formHandlerClass") != null) {
            addError("formHandlerClass is not taken: use camunda:formRef", element);
            none = false;
        }
        if (element.getTagName().equals("constraint") && "validator".equals(element.attribute("name"))) {
            String validator = element.attribute("config");
            if (validator == null || !StringUtil.isExpression(validator)) {
                addError("a validator class is not taken: use camunda:formRef and the form's own validation", element);
                none = false;
            }
        }
        for (Element child : element.elements()) {
            none &= namesNoHandlers(child);
        }
        return none;
    }

    @Override
    protected void parseBinding(
            Element element, ActivityImpl activity, BaseCallableElement called, String bindingAttribute) {
        super.parseBinding(element, activity, called, bindingAttribute);
        boolean ofRelease = isOfRelease()
                && element.getTagName().equals("callActivity")
                && !StringUtil.isExpression(element.attribute("calledElement"));
        if (ofRelease && called.isLatestBinding()) {
            called.setBinding(CallableElementBinding.DEPLOYMENT);
        } else if (!ofRelease && called.isDeploymentBinding()) {
            called.setBinding(CallableElementBinding.LATEST);
        }
    }

    private boolean isOfRelease() {
        return ReleaseDeployment.SOURCE.equals(deployment.getSource());
    }

    @Override
    protected FormDefinition parseFormDefinition(Element element) {
        String form = element.attributeNS(CAMUNDA_BPMN_EXTENSIONS_NS, "formRef");
        String binding = element.attributeNS(CAMUNDA_BPMN_EXTENSIONS_NS, "formRefBinding");
        boolean another = element.attributeNS(CAMUNDA_BPMN_EXTENSIONS_NS, "formKey") != null;
        if (form == null || another || binding != null && !binding.equals(DEPLOYMENT) && !binding.equals(LATEST)) {
            return super.parseFormDefinition(element);
        }
        FormDefinition bound = new FormDefinition();
        bound.setCamundaFormDefinitionKey(expressionManager.createExpression(form));
        bound.setCamundaFormDefinitionBinding(isOfRelease() && !StringUtil.isExpression(form) ? DEPLOYMENT : LATEST);
        return bound;
    }

    @Override
    public ActivityImpl parseCallActivity(Element element, ScopeImpl scope, boolean isMultiInstance) {
        ActivityImpl activity = super.parseCallActivity(element, scope, isMultiInstance);
        CallableElement called =
                ((CallableElementActivityBehavior) activity.getActivityBehavior()).getCallableElement();
        if (called.getBusinessKeyValueProvider() == null) {
            called.setBusinessKeyValueProvider(new CallersBusinessKey());
        }
        // the last of them, so that what the model hands over itself stays as it is
        called.addInput(new CallersIds());
        return activity;
    }

    @Override
    public List<FieldDeclaration> parseFieldDeclarations(Element element) {
        // the engine's own tasks, which say by their fields what they are to do, and are refused when they are reached
        boolean own = element.attributeNS(CAMUNDA_BPMN_EXTENSIONS_NS, TYPE) != null
                && !element.getTagName().endsWith("Listener");
        return own ? super.parseFieldDeclarations(element) : List.of();
    }

    private static final class CallersBusinessKey implements ParameterValueProvider {

        @Override
        public Object getValue(VariableScope scope) {
            return scope instanceof DelegateExecution execution ? execution.getProcessBusinessKey() : null;
        }

        @Override
        public boolean isDynamic() {
            return true;
        }
    }

    /** Hands over each id that the caller carries, such as {@code customerId}, but those that the model hands over itself. */
    private static final class CallersIds extends CallableElementParameter {

        @Override
        public void applyTo(VariableScope caller, VariableMap handedOver) {
            for (String name : caller.getVariableNames()) {
                if (name.endsWith("Id") && !handedOver.containsKey(name)) {
                    handedOver.putValue(name, caller.getVariable(name));
                }
            }
        }
    }
}

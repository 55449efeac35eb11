import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Validates PDF files. Arguments: pairs of a profile and a file. Prints a line for each rule that a file breaks and one
 * line at the end of each pair, fields parted by tabs: "broken" profile file rule times message place, or
 * "done" profile file number-of-checks.
 *
 * The profiles are read here with a plain XML parser: the jar comes without the library that veraPDF reads them with.
 */
public class Vera {
    private static final Map<String, ValidationProfile> PROFILES = new HashMap<>();

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (int index = 0; index + 1 < arguments.length; index += 2) {
            validate(arguments[index], arguments[index + 1]);
        }
    }

    private static void validate(String name, String path) throws Exception {
        PDFAFlavour flavour = flavour(name);
        if (!PROFILES.containsKey(name)) {
            PROFILES.put(name, load(resource(name), flavour));
        }
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(path), flavour)) {
            PDFAValidator validator =
                Foundries.defaultInstance().createValidator(PROFILES.get(name), 100, false, true, false);
            ValidationResult result = validator.validateAll(parser).get(0);
            Set<RuleId> seen = new LinkedHashSet<>();
            for (TestAssertion check : result.getTestAssertions()) {
                RuleId rule = check.getRuleId();
                if (check.getStatus() == TestAssertion.Status.FAILED && seen.add(rule)) {
                    String message = check.getErrorMessage() == null ? check.getMessage() : check.getErrorMessage();
                    String place = check.getLocation() == null ? "" : check.getLocation().getContext();
                    print("broken", name, path, rule.getClause() + "-" + rule.getTestNumber(),
                        String.valueOf(result.getFailedChecks().get(rule)), message, place);
                }
            }
            print("done", name, path, String.valueOf(result.getTotalAssertions()));
        }
    }

    private static void print(String... fields) {
        List<String> clean = new ArrayList<>();
        for (String field : fields) {
            clean.add(field.replaceAll("\\s+", " "));
        }
        System.out.println(String.join("\t", clean));
    }

    private static PDFAFlavour flavour(String name) {
        switch (name) {
            case "wtpdf-accessibility": return PDFAFlavour.WTPDF_1_0_ACCESSIBILITY;
            case "wtpdf-reuse": return PDFAFlavour.WTPDF_1_0_REUSE;
            default: return PDFAFlavour.byFlavourId(name);
        }
    }

    private static String resource(String name) {
        switch (name) {
            case "ua1": return "PDFUA-1";
            case "ua2": return "PDFUA-2-ISO32005";
            case "wtpdf-accessibility": return "WTPDF-1-0-Accessibility";
            case "wtpdf-reuse": return "WTPDF-1-0-Reuse";
            default: return "PDFA-" + name.toUpperCase();
        }
    }

    private static ValidationProfile load(String resource, PDFAFlavour flavour) throws Exception {
        Element root;
        try (InputStream source =
                PDFAFlavour.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + resource + ".xml")) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source).getDocumentElement();
        }
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element rule : named(root, "rule")) {
            rules.add(rule(rule));
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element variable : named(root, "variable")) {
            variables.add(Profiles.variableFromValues(variable.getAttribute("name"), variable.getAttribute("object"),
                text(variable, "defaultValue"), text(variable, "value")));
        }
        return Profiles.profileFromValues(flavour, Profiles.profileDetailsFromValues(resource, "", "", new Date(0)), "",
            rules, variables);
    }

    private static Rule rule(Element rule) {
        Element id = named(rule, "id").get(0);
        Element error = named(rule, "error").get(0);
        List<ErrorArgument> values = new ArrayList<>();
        for (Element argument : named(error, "argument")) {
            String name = argument.hasAttribute("name") ? argument.getAttribute("name") : null;
            values.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), name, null));
        }
        String deferred = rule.getAttribute("deferred");
        return Profiles.ruleFromValues(
            Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
            rule.getAttribute("object"), deferred.isEmpty() ? null : Boolean.valueOf(deferred),
            rule.getAttribute("tags"), text(rule, "description"), text(rule, "test"),
            Profiles.errorFromValues(text(error, "message"), values), new ArrayList<>());
    }

    private static List<Element> named(Element root, String name) {
        NodeList found = root.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int index = 0; index < found.getLength(); index++) {
            elements.add((Element) found.item(index));
        }
        return elements;
    }

    private static String text(Element parent, String name) {
        List<Element> found = named(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent();
    }
}

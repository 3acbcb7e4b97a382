"""What of Java programs is found, and what isn't: servlets, Spring, JAX-RS, and what their libraries do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.analysis.analyse import analyse
from imperium.analysis.flow import Flow
from imperium.analysis.project import Project

PATH = "src/main/java/shop/Servlet.java"
HEAD = """package shop;
import java.io.*;
import java.nio.file.*;
import java.sql.*;
import java.util.*;
import javax.servlet.http.*;
"""


def flows(body: str, **others: str) -> list[Flow]:
    """What is found in a servlet whose `doGet` does this."""
    text = f"""{HEAD}
public class Servlet extends HttpServlet {{
    private static final java.util.regex.Pattern PATTERN = java.util.regex.Pattern.compile("\\\\w{{1,20}}");
    private Connection connection;
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws Exception {{
        String name = request.getParameter("name");
        {body}
    }}
}}
"""
    return of_file(text, **others)


def of_file(text: str, **others: str) -> list[Flow]:
    files = {f"src/main/java/shop/{name}.java": f"package shop;\n{each}" for name, each in others.items()}
    return list(analyse(Project({**files, PATH: text}), PATH).flows)


def kinds(found: list[Flow]) -> list[str]:
    return sorted({flow.kind for flow in found if flow.grade >= 0.5})


HARMFUL = {
    "sql_injection": [
        """connection.createStatement().executeQuery("SELECT * FROM t WHERE n='" + name + "'");""",
        """PreparedStatement s = connection.prepareStatement("SELECT " + name); s.execute();""",
        """StringBuilder q = new StringBuilder("SELECT "); q.append(name).append(";");
           Statement s = connection.createStatement(); s.execute(q.toString());""",
        """if (!name.matches("[^;]+")) return; connection.createStatement().execute("SELECT '" + name + "'");""",
        """if (PATTERN.matcher(name).find()) connection.createStatement().execute("SELECT " + name);""",
        """String q = String.format("SELECT '%s'", name); connection.createStatement().execute(q);""",
    ],
    "command_injection": [
        """Runtime.getRuntime().exec("ls " + name);""",
        """new ProcessBuilder("sh", "-c", "ls " + name).start();""",
        """List<String> args = new ArrayList<>(); args.add("bash"); args.add("-c"); args.add(name);
           ProcessBuilder b = new ProcessBuilder(); b.command(args); b.start();""",
        """Runtime r = Runtime.getRuntime(); r.exec(new String[] {"/bin/sh", "-c", name});""",
    ],
    "path_traversal": [
        """new FileInputStream("/data/" + name).read();""",
        """File f = new File("/data", name); if (f.exists()) f.delete();""",
        """Files.readAllBytes(Paths.get("/data").resolve(name));""",
    ],
    "cross_site_scripting": [
        """response.getWriter().println("<p>" + name);""",
        """response.setContentType("text/html"); response.getWriter().print(name);""",
        """PrintWriter out = response.getWriter(); out.printf("<b>%s</b>", name);""",
        """response.getWriter().print(name.replaceAll("[^<>a-z]", ""));""",
        """Object[] parts = {"a", name}; response.getWriter().format("%s %s", parts);""",
    ],
    "open_redirect": ["response.sendRedirect(name);"],
    "ldap_injection": [
        """javax.naming.directory.DirContext c = open(); c.search("ou=x", "(uid=" + name + ")", null);"""
    ],
    "xpath_injection": [
        """javax.xml.xpath.XPath x = javax.xml.xpath.XPathFactory.newInstance().newXPath();
           x.evaluate("/users[@name='" + name + "']", document);"""
    ],
    "deserialization": [
        "new org.yaml.snakeyaml.Yaml().load(name);",
        """byte[] read = Base64.getDecoder().decode(request.getHeader("x"));
           new ObjectInputStream(new ByteArrayInputStream(read)).readObject();""",
        "new ObjectInputStream(request.getInputStream()).readObject();",
    ],
    "template_injection": ["""org.apache.velocity.app.Velocity.evaluate(context, out, "tag", name);"""],
    "server_side_request_forgery": ["new java.net.URL(name).openStream();"],
    "trust_boundary": ["""request.getSession().setAttribute("user", name);"""],
    "code_injection": [
        """javax.script.ScriptEngine e = new javax.script.ScriptEngineManager().getEngineByName("js"); e.eval(name);"""
    ],
    "weak_randomness": [
        """String token = Integer.toString(new Random().nextInt()); request.getSession().setAttribute("id", token);"""
    ],
    "xml_external_entity": [
        """javax.xml.parsers.DocumentBuilderFactory f = javax.xml.parsers.DocumentBuilderFactory.newInstance();
           javax.xml.parsers.DocumentBuilder b = f.newDocumentBuilder(); b.parse(request.getInputStream());""",
        """var f = javax.xml.stream.XMLInputFactory.newInstance(); f.createXMLStreamReader(new StringReader(name));""",
    ],
    "weak_hash": ["""java.security.MessageDigest.getInstance("MD5");"""],
    "weak_cryptography": ["""javax.crypto.Cipher.getInstance("DES/CBC/PKCS5Padding");"""],
    "jwt": ["io.jsonwebtoken.Jwts.parser().setSigningKey(key).parse(name);"],
    "insecure_cookie": ["""Cookie c = new Cookie("a", "b"); c.setHttpOnly(true); response.addCookie(c);"""],
}

HARMLESS = [
    """PreparedStatement s = connection.prepareStatement("SELECT ?"); s.setString(1, name); s.execute();""",
    """int id = Integer.parseInt(name); connection.createStatement().execute("SELECT " + id);""",
    """String n = "x"; if (n.length() > 3) n = name; connection.createStatement().execute("SELECT " + n);""",
    """String n = (7 * 6) + 1 > 40 ? "x" : name; connection.createStatement().execute(n);""",
    """Map<String, Object> m = new HashMap<>(); m.put("a", name); m.put("b", "x");
       connection.createStatement().execute("SELECT " + m.get("b"));""",
    """List<String> l = new ArrayList<>(); l.add("x"); l.add(name); l.add("y"); l.remove(0);
       connection.createStatement().execute("SELECT " + l.get(1));""",
    """switch ("ABC".charAt(1)) { case 'A': name = name; break; case 'B': name = "x"; break; default: name = name; }
       connection.createStatement().execute("SELECT " + name);""",
    """if (!Set.of("name", "price").contains(name)) return;
       connection.createStatement().execute("SELECT " + name);""",
    """new ProcessBuilder("ls", "--", name).start();""",
    """response.getWriter().println(org.owasp.encoder.Encode.forHtml(name));""",
    """response.getWriter().println(org.springframework.web.util.HtmlUtils.htmlEscape(name));""",
    """File base = new File("/data"); File f = new File(base, name);
       if (!f.getCanonicalPath().startsWith("/data/")) throw new IOException(); new FileInputStream(f).read();""",
    """new FileInputStream(new File("/data", new File(name).getName())).read();""",
    """response.setContentType("application/json"); response.getWriter().print(name);""",
    """response.setHeader("Content-Type", "text/plain"); PrintWriter out = response.getWriter(); out.print(name);""",
    """Order order = orders.findById(name); response.getWriter().print(order.getTitle());""",
    """if ("home".equals(name)) response.sendRedirect(name);""",
    """new java.security.SecureRandom().nextInt(); request.getSession().setAttribute("id", "x");""",
    """java.security.MessageDigest.getInstance("SHA-256");""",
    """javax.crypto.Cipher.getInstance("AES/GCM/NoPadding");""",
    """var f = javax.xml.parsers.DocumentBuilderFactory.newInstance();
       f.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
       f.newDocumentBuilder().parse(request.getInputStream());""",
    """var f = javax.xml.stream.XMLInputFactory.newInstance();
       f.setProperty(javax.xml.stream.XMLInputFactory.SUPPORT_DTD, false);
       f.createXMLStreamReader(new StringReader(name));""",
    """io.jsonwebtoken.Jwts.parserBuilder().setSigningKey(key).build().parseClaimsJws(name);""",
    """if (!name.matches("[a-z0-9]+")) return; connection.createStatement().execute("SELECT " + name);""",
    """if (!PATTERN.matcher(name).matches()) return; connection.createStatement().execute("SELECT " + name);""",
    """java.util.regex.Matcher m = java.util.regex.Pattern.compile("^[a-z]+$").matcher(name);
       if (m.find()) connection.createStatement().execute("SELECT " + name);""",
    """new org.yaml.snakeyaml.Yaml(new org.yaml.snakeyaml.constructor.SafeConstructor()).load(name);""",
    """response.getWriter().print(name.replace("<", "&lt;"));""",
    """response.getWriter().print(org.apache.commons.lang3.StringUtils.replace(name, "<", "&lt;"));""",
    """connection.createStatement().execute("SELECT '" + name.replace("'", "''") + "'");""",
    """connection.createStatement().execute("SELECT " + name.replaceAll("[^a-z0-9]", ""));""",
    """boolean hasToken = new Random().nextBoolean();""",
    """Cookie c = new Cookie("a", "b"); c.setSecure(true); response.addCookie(c);""",
    """for (Cookie c : request.getCookies()) { c.setMaxAge(0); response.addCookie(c); }""",
]


@pytest.mark.parametrize(("kind", "body"), [(kind, body) for kind, bodies in HARMFUL.items() for body in bodies])
def test_what_does_harm_is_found(kind: str, body: str) -> None:
    assert kind in kinds(flows(body))


@pytest.mark.parametrize("body", HARMLESS)
def test_what_does_no_harm_is_not_told(body: str) -> None:
    assert kinds(flows(body)) == []


def test_a_flow_has_its_way_and_its_grade() -> None:
    (flow,) = flows("""String q = "SELECT " + name;\n        connection.createStatement().execute(q);""")
    assert flow.grade == pytest.approx(0.9)
    assert flow.function == "doGet"
    assert flow.source is not None
    assert flow.source.at.line < flow.sink.at.line
    assert [step.site.at.line for step in flow.steps] == sorted(step.site.at.line for step in flow.steps)


def test_a_cookie_is_checked_by_its_name_and_used_by_its_value() -> None:
    found = flows(
        """String value = "none";
        for (Cookie cookie : request.getCookies()) {
            if (cookie.getName().equals("theme")) { value = cookie.getValue(); break; }
        }
        response.getWriter().print(value);"""
    )
    assert kinds(found) == ["cross_site_scripting"]


def test_classes_of_the_project_are_followed() -> None:
    wrapper = """public class Wrapper {
        private final javax.servlet.http.HttpServletRequest wrapped;
        public Wrapper(javax.servlet.http.HttpServletRequest wrapped) { this.wrapped = wrapped; }
        public String raw(String key) { return wrapped.getHeader(key); }
        public String fixed(String key) { return "fixed"; }
    }"""
    body = "Wrapper w = new Wrapper(request); response.getWriter().print(w.%s(name));"
    assert kinds(flows(body % "raw", Wrapper=wrapper)) == ["cross_site_scripting"]
    assert kinds(flows(body % "fixed", Wrapper=wrapper)) == []


def test_what_is_inherited_is_followed() -> None:
    base = """public abstract class Base extends javax.servlet.http.HttpServlet {
        protected java.sql.Connection shared;
        protected void show(javax.servlet.http.HttpServletResponse out, String text) throws Exception {
            out.getWriter().print(text);
        }
    }"""
    text = f"""{HEAD}
public class Servlet extends Base {{
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws Exception {{
        show(response, request.getParameter("a"));
        shared.createStatement().execute(request.getParameter("b"));
    }}
}}"""
    assert kinds(of_file(text, Base=base)) == ["cross_site_scripting", "sql_injection"]


def test_static_helpers_and_inner_classes_are_followed() -> None:
    text = f"""{HEAD}
public class Servlet extends HttpServlet {{
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws Exception {{
        response.getWriter().print(new Inner().first(request.getHeader("a"), "b"));
        response.getWriter().print(second(request.getHeader("a"), "b"));
    }}
    private static String second(String one, String other) {{ return other; }}
    private class Inner {{ String first(String one, String other) {{ return one; }} }}
}}"""
    assert [flow.sink.at.line for flow in of_file(text) if flow.kind == "cross_site_scripting"] == [10]


def test_settings_of_the_project_are_read() -> None:
    body = """Properties p = new Properties();
        p.load(getClass().getClassLoader().getResourceAsStream("app.properties"));
        java.security.MessageDigest.getInstance(p.getProperty("hash", "SHA-512"));"""
    text = f"{HEAD}public class Servlet {{ void run() throws Exception {{ {body} }} }}"
    for setting, expected in (("MD5", ["weak_hash"]), ("SHA-256", [])):
        files = {PATH: text, "src/main/resources/app.properties": f"# digest\nhash = {setting}\n"}
        assert kinds(list(analyse(Project(files), PATH).flows)) == expected


def test_spring_controllers_are_entered_by_their_annotations() -> None:
    text = """package shop;
import org.springframework.web.bind.annotation.*;
import org.springframework.jdbc.core.JdbcTemplate;
@RestController class Api {
    @Autowired private JdbcTemplate template;
    @GetMapping("/a") Object one(@RequestParam String name) { return template.queryForList("SELECT " + name); }
    @GetMapping("/b") Object two(@RequestParam int id) { return template.queryForList("SELECT " + id); }
    @PostMapping("/c") Object three(@RequestBody Order order) { return template.queryForMap("S " + order.getName()); }
    @GetMapping("/d/{name}") Object four(@PathVariable("name") String name) {
        return template.queryForMap("SELECT ?", name);
    }
    @GetMapping("/e") Object five(String name) { return template.queryForList("SELECT " + name); }
}"""
    assert [flow.sink.at.line for flow in of_file(text) if flow.kind == "sql_injection"] == [6, 8, 12]


def test_text_that_a_controller_gives_is_a_page() -> None:
    text = """package shop;
import org.springframework.web.bind.annotation.*;
@%s class Api {
    @GetMapping("/a") String one(@RequestParam String name) { return "<p>" + name; }
    @GetMapping("/b") Order two(@RequestParam String name) { return new Order(name); }
    @GetMapping(value = "/e", produces = MediaType.APPLICATION_JSON_VALUE)
    String five(@RequestParam String name) { return name; }
    @GetMapping("/c") @ResponseBody String three(@RequestParam String name) { return String.format("<p>%%s", name); }
}"""
    assert [flow.sink.at.line for flow in of_file(text % "RestController")] == [4, 8]
    assert [flow.sink.at.line for flow in of_file(text % "Controller")] == [8]


def test_what_is_injected_is_followed_into() -> None:
    service = """import java.sql.*;
public class Orders {
    private Connection connection;
    public ResultSet find(String name) throws Exception {
        return connection.createStatement().executeQuery("SELECT " + name);
    }
}"""
    text = """package shop;
@Path("/orders") public class Servlet {
    @Inject private Orders orders;
    @GET public Object list(@QueryParam("name") String name) throws Exception { return orders.find(name); }
}"""
    (flow,) = of_file(text, Orders=service)
    assert flow.kind == "sql_injection"
    assert flow.sink.path == "src/main/java/shop/Orders.java"
    assert flow.source is not None
    assert flow.source.path == PATH
    assert flow.grade == pytest.approx(0.9)


def test_lambdas_see_what_is_around_them() -> None:
    assert kinds(flows("Runnable r = () -> show(name); r.run();")) == []
    body = "List<String> l = new ArrayList<>(); l.add(name); l.forEach(each -> { write(response, each); });"
    found = flows(body + "} static void write(HttpServletResponse out, String x) throws Exception {"
                  " out.getWriter().print(x);")  # fmt: skip
    assert "cross_site_scripting" in kinds(found)


def test_the_method_that_takes_what_is_passed_is_followed() -> None:
    helper = """public class Helper {
    static String pick(String one) { return "fixed"; }
    static String pick(String one, int other) { return one; }
    static String pick(int one) { return "number"; }
    static String pick(java.util.List<String> one) { return one.get(0); }
    static String pick(String one, String... more) { return more[0]; }
}"""
    for call, expected in (
        ("pick(name)", False),
        ("pick(name, 1)", True),
        ("pick(1)", False),
        ("pick(new ArrayList<>(List.of(name)))", True),
        ('pick("a", "b", name)', False),
        ('pick("a", name, "b")', True),
    ):
        found = flows(f"response.getWriter().print(Helper.{call});", Helper=helper)
        assert bool(kinds(found)) is expected, call


def test_what_a_method_configures_stays_configured() -> None:
    helper = """public class Helper {
    static void close(javax.xml.parsers.DocumentBuilderFactory f) throws Exception {
        f.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    }
    static void touch(javax.xml.parsers.DocumentBuilderFactory f) { f.setNamespaceAware(true); }
}"""
    for call, expected in (("close(f)", []), ("touch(f)", ["xml_external_entity"])):
        found = flows(
            f"""var f = javax.xml.parsers.DocumentBuilderFactory.newInstance(); Helper.{call};
            f.newDocumentBuilder().parse(request.getInputStream());""",
            Helper=helper,
        )
        assert kinds(found) == expected


def test_every_method_of_a_name_is_looked_at() -> None:
    text = f"""{HEAD}
public class Servlet {{
    void handle(String one) {{ }}
    void handle(HttpServletRequest request, HttpServletResponse response) throws Exception {{
        response.sendRedirect(request.getParameter("to"));
    }}
}}"""
    assert kinds(of_file(text)) == ["open_redirect"]


def test_an_interface_is_what_its_classes_are() -> None:
    contract = "public interface Store { String load(String key); }"
    body = "Store store = Stores.open(); response.getWriter().print(store.load(name));"
    echo = "public class Echo implements Store { public String load(String key) { return key; } }"
    fixed = """public class Fixed implements Store { public String load(String key) { return "fixed"; } }"""
    assert kinds(flows(body, Store=contract)) == ["cross_site_scripting"]
    assert kinds(flows(body, Store=contract, Fixed=fixed)) == []
    assert kinds(flows(body, Store=contract, Fixed=fixed, Echo=echo)) == ["cross_site_scripting"]


def test_what_a_repository_finds_is_not_what_was_asked_for() -> None:
    orders = """public interface Orders extends JpaRepository<Order, Long> {
        Order findByName(String name);
        String echo(String name);
    }"""
    body = "Orders orders = open(); response.getWriter().print(orders.%s);"
    assert kinds(flows(body % "findByName(name).getTitle()", Orders=orders)) == []
    assert kinds(flows(body % "echo(name)", Orders=orders)) == ["cross_site_scripting"]


SIMPLE = st.sampled_from(
    [
        "name = name.trim();",
        "String[] parts = name.split(name);",
        "StringBuilder b = new StringBuilder(name).append(name).reverse();",
        "connection.createStatement().execute(name);",
        "response.getWriter().print(name.charAt(0));",
        "Map<String, String> m = new HashMap<>(); m.put(name, name); name = m.get(name);",
        "List<String> l = List.of(name); for (String each : l) { name += each; }",
        "return;",
        "throw new IllegalStateException(name);",
        "name = this.getClass().getName() + super.toString();",
        "int n = name.length() / 0; name = n > 1 ? name : null;",
        "Object o = new Object() { int q = 1; public String toString() { return name; } };",
        "doGet(request, response);",
    ]
)
AROUND = st.sampled_from(
    [
        "if (name == null) {{ {} }} else {{ {} }}",
        "for (int i = 0; i < 3; i++) {{ {} if (i > 1) continue; {} }}",
        "while (name.isEmpty()) {{ {} break; }} {}",
        "try {{ {} }} catch (RuntimeException e) {{ {} }} finally {{ name = null; }}",
        "switch (name) {{ case \"a\": {} case \"b\": {} default: break; }}",
        "Runnable r = () -> {{ {} }}; r.run(); {}",
        "synchronized (this) {{ {} {} }}",
    ]
)  # fmt: skip
PROGRAMS = st.recursive(
    SIMPLE,
    lambda inner: st.builds(lambda around, one, other: around.format(one, other), AROUND, inner, inner),
    max_leaves=12,
)


@settings(max_examples=50, deadline=None)
@given(PROGRAMS)
def test_every_program_comes_to_an_end(body: str) -> None:
    assert all(0 < flow.grade <= 1 and flow.sink.path == PATH for flow in flows(body))

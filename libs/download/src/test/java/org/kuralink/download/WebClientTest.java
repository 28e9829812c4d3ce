/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.WebAddress;

/** Requests and responses with servers of every kind. */
@Timeout(60)
class WebClientTest {

  /** Resolves every name to this machine. */
  private final WebClient client =
      new WebClient(host -> new InetAddress[] {InetAddress.getLoopbackAddress()}, Optional::empty);

  private static TimeLimit limit() {
    return TimeLimit.of(Duration.ofSeconds(50), Duration.ofSeconds(20), System::nanoTime);
  }

  private String body(WebRequest request) throws IOException, InterruptedException {
    try (WebExchange answer = client.ask(request, List.of(FileServer.trust()), limit())) {
      return new String(answer.bytes(1000), UTF_8);
    }
  }

  private String body(String url) throws IOException, InterruptedException {
    return body(WebRequest.get(WebAddress.parse(url), Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"files_1.example", "FILES_1.example", "my_bucket.wild.example"})
  void aHostWithAnUnderscoreIsAskedOverTls(String host) throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (FileServer server =
        FileServer.https()
            .with(
                "/",
                exchange -> {
                  asked.add(exchange.getRequestHeaders().getFirst("Host"));
                  FileServer.send(exchange, "yes".getBytes(UTF_8), 3);
                })) {
      assertEquals("yes", body("https://" + host + ":" + server.port() + "/f"));
      assertEquals(List.of(host + ":" + server.port()), asked);
    }
  }

  @Test
  void aRequestShowsNothingThatMayBeSecret() throws Exception {
    WebAddress address = WebAddress.parse("https://u:s3cr3t@a.example/s3cr3t?Signature=s3cr3t");
    assertEquals("GET https://a.example", WebRequest.get(address, Map.of()).toString());
  }

  @Test
  void aHostWithAnUnderscoreIsToldToTheServer() throws Exception {
    StringBuilder hello = new StringBuilder();
    try (RawServer server =
        RawServer.of(
            (in, out) -> {
              byte[] bytes = in.readNBytes(200);
              hello.append(new String(bytes, ISO_8859_1));
            })) {
      assertThrows(IOException.class, () -> body("https://a_b.example:" + server.port() + "/"));
    }
    assertTrue(hello.indexOf("\0\u000ba_b.example") > 0, hello::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "files_2.example",
        "a_b.files_1.example",
        "a_b.deep.wild.example",
        "_.example",
        "a_wild.example",
        "strange.example"
      })
  void aCertificateForAnotherHostIsRefusedBeforeAnythingIsAsked(String host) throws Exception {
    try (FileServer server = FileServer.https().serving("/", "no".getBytes(UTF_8))) {
      SSLHandshakeException e =
          assertThrows(
              SSLHandshakeException.class,
              () -> body("https://" + host + ":" + server.port() + "/f?Signature=s3cr3t"));
      assertTrue(e.getMessage().startsWith("No "), e.getMessage());
      assertEquals(List.of(), server.ranges());
    }
  }

  @Test
  void thePathIsSentEncoded() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (RawServer server =
        RawServer.of(
            (in, out) -> {
              asked.add(RawServer.head(in).lines().findFirst().orElse(""));
              out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(UTF_8));
            })) {
      String url = "http://a_b.example:" + server.port() + "/固件 1%2Fx.bin?s=a%2Bb&n=固";
      assertEquals("ok", body(url));
      assertEquals(
          List.of("GET /%E5%9B%BA%E4%BB%B6%201%2Fx.bin?s=a%2Bb&n=%E5%9B%BA HTTP/1.1"), asked);
    }
  }

  @Test
  void aFormIsPosted() throws Exception {
    try (FileServer server =
        FileServer.http()
            .with(
                "/form",
                exchange -> {
                  byte[] form = exchange.getRequestBody().readAllBytes();
                  String type = exchange.getRequestHeaders().getFirst("Content-Type");
                  FileServer.send(
                      exchange, (type + " " + new String(form, UTF_8)).getBytes(UTF_8), 99);
                })) {
      assertEquals(
          "application/x-www-form-urlencoded a=1&b=%E5%9B%BA",
          body(
              WebRequest.post(
                  WebAddress.parse("http://localhost:" + server.port() + "/form"),
                  "a=1&b=%E5%9B%BA")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 OK#Content-Length: 2##ok|ok",
        "200#content-length:2##ok|ok",
        "200 OK##ok until the end|ok until the end",
        "200 OK#Transfer-Encoding: chunked##2#ok#5;x=y# good##0##|ok good",
        "200 OK#Transfer-Encoding: Chunked##A#0123456789#0#Trailer: x##|0123456789",
        "204 None#Content-Length: 5##|''",
        "200 OK#Content-Length: 0##|''"
      })
  void readsAnAnswer(String answer, String body) throws Exception {
    try (RawServer server =
        RawServer.answering(
            "HTTP/1.1 " + answer.replace("#", "\r\n").replace(" good\r\n\r\n", " good\r\n"))) {
      assertEquals(body, body("http://localhost:" + server.port() + "/"));
    }
  }

  @Test
  void skipsInformationalResponses() throws Exception {
    try (RawServer server =
        RawServer.answering(
            "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\ny")) {
      assertEquals("y", body("http://localhost:" + server.port() + "/"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-x##",
        "HTTP/2 200##",
        "HTTP/1.1 abc##",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 OK#Content-Length: 5##ok",
        "HTTP/1.1 200 OK#Content-Length: -1##ok",
        "HTTP/1.1 200 OK#Content-Length: 99999999999999999999##ok",
        "HTTP/1.1 200 OK#Content-Length: 2#Content-Length: 3##okk",
        "HTTP/1.1 200 OK#Transfer-Encoding: chunked##2#ok",
        "HTTP/1.1 200 OK#Transfer-Encoding: chunked##2#okay#0##",
        "HTTP/1.1 200 OK#Transfer-Encoding: chunked##-2#ok#0##",
        "HTTP/1.1 200 OK#Transfer-Encoding: chunked##ffffffffffffffffff#ok#0##"
      })
  void anInvalidResponseFails(String answer) throws Exception {
    try (RawServer server = RawServer.answering(answer.replace("#", "\r\n"))) {
      assertThrows(IOException.class, () -> body("http://localhost:" + server.port() + "/"));
    }
  }

  @Test
  void readsNoHeadAndNoBodyWithoutEnd() throws Exception {
    try (RawServer head = RawServer.answering("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000));
        RawServer body = RawServer.answering("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(100_000))) {
      for (RawServer server : List.of(head, body)) {
        IOException e =
            assertThrows(IOException.class, () -> body("http://localhost:" + server.port() + "/"));
        assertTrue(e.getMessage().contains("more than"), e.getMessage());
      }
    }
  }

  @Test
  void aHostMayHaveAnotherAddressThatAnswers() throws Exception {
    try (FileServer server = FileServer.http().serving("/", "yes".getBytes(UTF_8))) {
      InetAddress deaf = InetAddress.getByAddress(new byte[] {127, 0, 0, 9});
      WebClient two =
          new WebClient(
              host -> new InetAddress[] {deaf, InetAddress.getLoopbackAddress()}, Optional::empty);
      WebAddress address = WebAddress.parse("http://two.example:" + server.port() + "/");
      try (WebExchange answer = two.ask(WebRequest.get(address, Map.of()), List.of(), limit())) {
        assertEquals(200, answer.status());
      }
    }
  }

  @Test
  void anUnknownHostNameIsReported() {
    WebClient none =
        new WebClient(
            host -> {
              throw new UnknownHostException(host);
            },
            Optional::empty);
    assertThrows(
        UnknownHostException.class,
        () ->
            none.ask(
                WebRequest.get(WebAddress.parse("https://a.example/"), Map.of()),
                List.of(FileServer.trust()),
                limit()));
  }

  @Test
  void usesTheProxyOfTheJavaRuntime() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (FileServer server = FileServer.https().serving("/", "yes".getBytes(UTF_8));
        RawServer proxy =
            RawServer.of(
                (in, out) -> {
                  heard.add(RawServer.head(in).lines().findFirst().orElse(""));
                  relay(in, out, server.port());
                })) {
      WebClient proxied =
          new WebClient(
              host -> {
                assertEquals("proxy.example", host);
                return new InetAddress[] {InetAddress.getLoopbackAddress()};
              },
              Optional::empty,
              new OneProxy(proxy.port()));
      WebAddress address = WebAddress.parse("https://localhost/f");
      try (WebExchange answer =
          proxied.ask(WebRequest.get(address, Map.of()), List.of(FileServer.trust()), limit())) {
        assertEquals("yes", new String(answer.bytes(3), UTF_8));
      }
      assertEquals(List.of("CONNECT localhost:443 HTTP/1.1"), heard);
    }
  }

  @Test
  void asksAProxyForPlainHttp() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (RawServer proxy =
        RawServer.of(
            (in, out) -> {
              heard.add(RawServer.head(in).lines().findFirst().orElse(""));
              out.write("HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
            })) {
      WebClient proxied =
          new WebClient(
              host -> new InetAddress[] {InetAddress.getLoopbackAddress()},
              Optional::empty,
              new OneProxy(proxy.port()));
      WebRequest plain = WebRequest.get(WebAddress.parse("http://a.example/f"), Map.of());
      try (WebExchange answer = proxied.ask(plain, List.of(), limit())) {
        assertEquals(407, answer.status());
      }
      WebRequest tls = WebRequest.get(WebAddress.parse("https://a.example/f"), Map.of());
      IOException e =
          assertThrows(
              IOException.class, () -> proxied.ask(tls, List.of(FileServer.trust()), limit()));
      assertTrue(e.getMessage().contains("the proxy answers with status 407"), e.getMessage());
      assertEquals(
          List.of("GET http://a.example/f HTTP/1.1", "CONNECT a.example:443 HTTP/1.1"), heard);
    }
  }

  @Test
  void leavesNoThreadBehind() throws Exception {
    try (FileServer server = FileServer.https().serving("/", "yes".getBytes(UTF_8))) {
      assertEquals("yes", body("https://localhost:" + server.port() + "/"));
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("kuralink-lookup")) {
          assertTrue(thread.isDaemon());
          thread.join();
        }
        assertFalse(thread.getName().startsWith("HttpClient"), thread::getName);
      }
    }
  }

  private static void relay(InputStream in, OutputStream out, int port) throws IOException {
    try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
      out.write("HTTP/1.1 200 Established\r\n\r\n".getBytes(UTF_8));
      out.flush();
      Thread back =
          new Thread(
              () -> {
                try {
                  target.getInputStream().transferTo(out);
                } catch (IOException e) {
                  // One side has closed.
                  return;
                }
              });
      back.setDaemon(true);
      back.start();
      in.transferTo(target.getOutputStream());
    }
  }

  /** A proxy on this machine, for everything. */
  private static final class OneProxy extends ProxySelector {

    private final Proxy proxy;

    OneProxy(int port) {
      proxy = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example", port));
    }

    @Override
    public List<Proxy> select(URI uri) {
      assertInstanceOf(URI.class, uri);
      return List.of(proxy);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress at, IOException failure) {
      throw new AssertionError(failure);
    }
  }
}

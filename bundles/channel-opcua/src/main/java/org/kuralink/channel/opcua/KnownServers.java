/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.kuralink.api.channel.ServerCertificate;
import org.kuralink.api.channel.ServerCertificate.Decision;
import org.kuralink.api.channel.ServerCertificates;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of servers and the operator's decision about each, stored in one file. The
 * operator trusts the certificate itself, whoever signed it, while it is valid.
 */
final class KnownServers implements ServerCertificates {

  static final String FILE = "server-certificates.json";

  private static final Logger LOG = LoggerFactory.getLogger(KnownServers.class);
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_WAITING = 200;
  private static final int SHORTEST_BEGINNING = 8;

  private final Clock clock;
  private final Optional<WholeFile> file;
  private final Own own;
  private final List<Consumer<ServerCertificate>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, ServerCertificate> known = new LinkedHashMap<>();
  private boolean unread = true;

  /** Provides the channel's own certificate. */
  interface Own {
    OwnCertificate get() throws IOException;
  }

  KnownServers(Medium medium, Optional<Path> directory, Clock clock, Own own) {
    this.clock = clock;
    this.own = own;
    file = directory.map(each -> new WholeFile(medium, each.resolve(FILE)));
    try {
      read();
    } catch (IOException e) {
      tell(e);
    }
  }

  /** Loads the file. A damaged file is replaced; a read error of the disk is retried. */
  private void read() throws IOException {
    if (!unread) {
      return;
    }
    Optional<byte[]> content = file.isEmpty() ? Optional.empty() : file.get().read(MOST_BYTES);
    unread = false;
    try {
      known.putAll(certificates(content));
    } catch (JsonException | DateTimeParseException | IllegalArgumentException e) {
      tell(e);
    }
  }

  private static void tell(Exception e) {
    LOG.error("cannot read {}; no server is trusted: {}", FILE, e.toString());
  }

  private static Map<String, ServerCertificate> certificates(Optional<byte[]> content)
      throws JsonException {
    Map<String, ServerCertificate> read = new LinkedHashMap<>();
    if (content.isPresent()
        && Json.readObject(content.get()).get("certificates") instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> entry) {
          ServerCertificate certificate =
              new ServerCertificate(
                  text(entry, "fingerprint"),
                  text(entry, "subject"),
                  text(entry, "server"),
                  Instant.parse(text(entry, "notBefore")),
                  Instant.parse(text(entry, "notAfter")),
                  Instant.parse(text(entry, "seen")),
                  Decision.valueOf(text(entry, "decision")));
          read.put(certificate.fingerprint(), certificate);
        }
      }
    }
    return read;
  }

  private static String text(Map<?, ?> entry, String name) {
    return entry.get(name) instanceof String text ? text : "";
  }

  /** Called after each decision, without holding a lock. */
  void listen(Consumer<ServerCertificate> listener) {
    listeners.add(listener);
  }

  void forget(Consumer<ServerCertificate> listener) {
    listeners.remove(listener);
  }

  /** Returns the decision about a certificate; a new certificate is stored as undecided. */
  ServerCertificate seen(X509Certificate certificate, String server) {
    String fingerprint = fingerprint(certificate);
    synchronized (known) {
      try {
        read();
      } catch (IOException e) {
        LOG.debug("{}: {}", FILE, e.toString());
      }
      ServerCertificate before = known.get(fingerprint);
      if (before != null && before.server().equals(server)) {
        return before;
      }
      ServerCertificate now =
          new ServerCertificate(
              fingerprint,
              certificate.getSubjectX500Principal().getName(),
              server,
              certificate.getNotBefore().toInstant(),
              certificate.getNotAfter().toInstant(),
              before == null ? clock.instant() : before.seen(),
              before == null ? Decision.WAITING : before.decision());
      known.remove(fingerprint);
      known.put(fingerprint, now);
      forgetOldest();
      try {
        write();
      } catch (IOException e) {
        LOG.warn(
            "cannot store a certificate of {}, it will be forgotten at the next restart: {}",
            server,
            e.toString());
      }
      return now;
    }
  }

  private void forgetOldest() {
    List<ServerCertificate> waiting =
        known.values().stream()
            .filter(each -> each.decision() == Decision.WAITING)
            .sorted(Comparator.comparing(ServerCertificate::seen))
            .toList();
    if (waiting.size() > MOST_WAITING) {
      known.remove(waiting.get(0).fingerprint());
    }
  }

  private void write() throws IOException {
    if (file.isEmpty()) {
      return;
    }
    read();
    List<Map<String, Object>> entries = new ArrayList<>();
    for (ServerCertificate each : known.values()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("fingerprint", each.fingerprint());
      entry.put("subject", each.subject());
      entry.put("server", each.server());
      entry.put("notBefore", each.notBefore().toString());
      entry.put("notAfter", each.notAfter().toString());
      entry.put("seen", each.seen().toString());
      entry.put("decision", each.decision().name());
      entries.add(entry);
    }
    file.get().write(JsonOutput.bytes(Map.of("certificates", entries)));
  }

  static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<ServerCertificate> certificates() {
    synchronized (known) {
      return known.values().stream()
          .sorted(Comparator.comparing(ServerCertificate::seen).reversed())
          .toList();
    }
  }

  @Override
  public ServerCertificate trust(String fingerprint) throws IOException {
    return decide(fingerprint, Decision.TRUSTED);
  }

  @Override
  public ServerCertificate reject(String fingerprint) throws IOException {
    return decide(fingerprint, Decision.REJECTED);
  }

  @Override
  public String own() throws IOException {
    return own.get().pem();
  }

  private ServerCertificate decide(String fingerprint, Decision decision) throws IOException {
    ServerCertificate decided;
    synchronized (known) {
      read();
      ServerCertificate before = find(fingerprint);
      decided =
          new ServerCertificate(
              before.fingerprint(),
              before.subject(),
              before.server(),
              before.notBefore(),
              before.notAfter(),
              before.seen(),
              decision);
      known.put(decided.fingerprint(), decided);
      try {
        write();
      } catch (IOException e) {
        known.put(before.fingerprint(), before);
        throw e;
      }
    }
    LOG.info(
        "The certificate {} of {} is {}",
        decided.fingerprint(),
        decided.server(),
        decision == Decision.TRUSTED ? "trusted" : "rejected");
    listeners.forEach(each -> each.accept(decided));
    return decided;
  }

  private ServerCertificate find(String text) {
    String bare = text.replaceAll("[\\s:]", "").toUpperCase(Locale.ROOT);
    List<ServerCertificate> found =
        known.values().stream()
            .filter(
                each -> bare.length() >= SHORTEST_BEGINNING && each.fingerprint().startsWith(bare))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          found.isEmpty()
              ? "no certificate has this fingerprint; enter at least "
                  + SHORTEST_BEGINNING
                  + " digits"
              : found.size()
                  + " certificates have a fingerprint that begins with these digits; enter more digits");
    }
    return found.get(0);
  }
}

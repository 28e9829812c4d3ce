/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.kuralink.simulator.disk.PrivateFiles;

/**
 * The signed addresses of files, which are valid for a limited time by the platform's clock. Also
 * stores the faults of each file and each address. Thread-safe.
 */
public final class FileLinks {
  /** How long an address that is given to devices is valid (remote configuration, user guide). */
  public static final Duration LIFETIME = Duration.ofMinutes(30);

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int MAX_LINKS_WITH_FAULTS = 10_000;
  private static final String MAC = "HmacSHA256";

  private final Map<String, Misbehaviour> ofFiles = new ConcurrentHashMap<>();
  private final Map<String, Misbehaviour> ofLinks =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Misbehaviour> eldest) {
          return size() > MAX_LINKS_WITH_FAULTS;
        }
      };
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;
  private final byte[] key;
  private final Origin origin;

  /** The protocol of an address. */
  public enum Scheme {
    /** With TLS, as the platform does it. */
    HTTPS,
    /** Without. */
    HTTP;

    /** Returns the scheme in an address. */
    @Override
    public String toString() {
      return this == HTTPS ? "https" : "http";
    }
  }

  /** The address of the simulator. */
  public record Origin(String host, IntSupplier httpPort, IntSupplier httpsPort) {
    String of(Scheme scheme) {
      int port = scheme == Scheme.HTTPS ? httpsPort.getAsInt() : httpPort.getAsInt();
      String name = host.contains(":") ? "[" + host + "]" : host;
      // Small clients know the port of a scheme, and none that an address names.
      boolean usual = port == (scheme == Scheme.HTTPS ? HTTPS_PORT : HTTP_PORT);
      return scheme + "://" + name + (usual ? "" : ":" + port);
    }
  }

  /** The content of an address whose signature has been verified. */
  record Claims(String fileId, long expires, String link, int hop) {
    private String signed(String name) {
      return String.join("\n", fileId, name, Long.toString(expires), link, Integer.toString(hop));
    }
  }

  /** Faults and the number of requests that they still affect. */
  private static final class Misbehaviour {
    private final FileFaults faults;
    private int left;

    private Misbehaviour(FileFaults faults) {
      this.faults = faults;
      this.left = faults.times();
    }

    private synchronized FileFaults next() {
      if (faults.times() == 0) {
        return faults;
      }
      return left-- > 0 ? faults : FileFaults.NONE;
    }
  }

  /** Links that stay valid over a restart: their key lies in the directory. */
  public FileLinks(Path directory, Clock clock, Origin origin) throws IOException {
    this.clock = clock;
    this.origin = origin;
    Path file = PrivateFiles.directory(directory).resolve("key");
    if (!Files.exists(file)) {
      byte[] fresh = new byte[32];
      random.nextBytes(fresh);
      PrivateFiles.create(file);
      Files.write(file, fresh, StandardOpenOption.WRITE);
    }
    this.key = Files.readAllBytes(file);
  }

  /** An address of the file, valid for half an hour. */
  public String url(StoredFile file, Scheme scheme) {
    return url(file, scheme, LIFETIME);
  }

  /** An address of the file, valid for so long; one that is not valid at all is possible. */
  public String url(StoredFile file, Scheme scheme, Duration lifetime) {
    return address(file, scheme, claims(file, lifetime, ""));
  }

  /** An address that is served badly, whatever is said of its file. */
  public String url(StoredFile file, Scheme scheme, Duration lifetime, FileFaults faults) {
    byte[] chance = new byte[8];
    random.nextBytes(chance);
    String link = HexFormat.of().formatHex(chance);
    synchronized (ofLinks) {
      ofLinks.put(link, new Misbehaviour(faults));
    }
    return address(file, scheme, claims(file, lifetime, link));
  }

  private Claims claims(StoredFile file, Duration lifetime, String link) {
    return new Claims(file.id(), clock.instant().plus(lifetime).getEpochSecond(), link, 0);
  }

  /** The address that a redirection leads to. */
  String next(StoredFile file, Scheme scheme, Claims from) {
    return address(
        file,
        scheme,
        new Claims(from.fileId, from.expires, from.link, Math.min(from.hop + 1, 1000)));
  }

  private String address(StoredFile file, Scheme scheme, Claims claims) {
    StringBuilder address = new StringBuilder(origin.of(scheme));
    address.append("/files/").append(file.id()).append('/').append(file.name());
    address.append("?Expires=").append(claims.expires);
    if (!claims.link.isEmpty()) {
      address.append("&Link=").append(claims.link);
    }
    if (claims.hop > 0) {
      address.append("&Hop=").append(claims.hop);
    }
    return address.append("&Signature=").append(sign(claims, file.name())).toString();
  }

  private String sign(Claims claims, String name) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return HexFormat.of()
          .formatHex(mac.doFinal(claims.signed(name).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the content of an address with a valid signature. */
  Optional<Claims> read(String fileId, String name, Map<String, List<String>> query) {
    try {
      Claims claims =
          new Claims(
              fileId,
              Long.parseLong(one(query, "Expires", "")),
              one(query, "Link", ""),
              Integer.parseInt(one(query, "Hop", "0")));
      byte[] given = one(query, "Signature", "").getBytes(StandardCharsets.UTF_8);
      byte[] right = sign(claims, name).getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(given, right) ? Optional.of(claims) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String one(Map<String, List<String>> query, String name, String otherwise) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? otherwise : values.get(0);
  }

  /** Whether the address is past its time. */
  boolean expired(Claims claims) {
    return clock.instant().getEpochSecond() >= claims.expires;
  }

  /** Sets the faults of all requests for the file. */
  public void faults(String fileId, FileFaults faults) {
    if (faults.equals(FileFaults.NONE)) {
      ofFiles.remove(fileId);
    } else {
      ofFiles.put(fileId, new Misbehaviour(faults));
    }
  }

  /** How requests for the file are served. */
  public FileFaults faults(String fileId) {
    Misbehaviour misbehaviour = ofFiles.get(fileId);
    return misbehaviour == null ? FileFaults.NONE : misbehaviour.faults;
  }

  /** How the next request at the address is served. */
  FileFaults next(Claims claims) {
    Misbehaviour own;
    synchronized (ofLinks) {
      own = ofLinks.get(claims.link);
    }
    Misbehaviour misbehaviour = own == null ? ofFiles.get(claims.fileId) : own;
    return misbehaviour == null ? FileFaults.NONE : misbehaviour.next();
  }
}

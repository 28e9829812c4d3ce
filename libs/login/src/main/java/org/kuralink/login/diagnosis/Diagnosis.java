/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.diagnosis;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.MessageDigest;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.UntrustedServerException;
import org.kuralink.download.proxy.ProxyException;
import org.kuralink.login.LoginException;

/**
 * The diagnosis of a network failure.
 *
 * @param cause for programs
 * @param message what happened and what to do
 */
public record Diagnosis(SessionFault.Cause cause, String message) {

  /** A correct clock never shows an earlier time: this program was built later. */
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  private static final int NAMES = 10;
  private static final int LENGTH = 200;
  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  private static final String ADD_THE_ROOT =
      "add its root certificate to ca.certificate, or to the keystore that"
          + " SslManagerService.target or KeystoreService.target selects";

  /** Returns the diagnosis of the most specific cause. */
  public static Diagnosis of(Throwable failure, String server, Instant now) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof LoginException known) {
        return new Diagnosis(known.cause(), String.valueOf(known.getMessage()));
      }
      if (e instanceof ProxyException proxy) {
        return new Diagnosis(proxy.fault(), String.valueOf(e.getMessage()));
      }
      if (e instanceof ServerTrustException) {
        return new Diagnosis(SessionFault.Cause.CONFIGURATION, String.valueOf(e.getMessage()));
      }
    }
    return certificate(failure, server, now)
        .or(() -> tls(failure, server))
        .or(() -> network(failure, server))
        .orElseGet(
            () ->
                new Diagnosis(
                    SessionFault.Cause.LINK_LOST,
                    "the connection to " + server + " broke: " + text(innermost(failure))));
  }

  private static Optional<Diagnosis> certificate(Throwable failure, String server, Instant now) {
    if (find(failure, SSLException.class) == null) {
      return Optional.empty();
    }
    return dates(failure, server, now).or(() -> chain(failure, server));
  }

  private static Optional<Diagnosis> dates(Throwable failure, String server, Instant now) {
    if (now.isBefore(BUILT)) {
      return clock(server, "the clock says " + now + ", which is before this program was built");
    }
    CertificateNotYetValidException early = find(failure, CertificateNotYetValidException.class);
    if (early != null) {
      return clock(
          server,
          "its certificate is not valid yet ("
              + early.getMessage()
              + ") and the clock says "
              + now);
    }
    CertificateExpiredException late = find(failure, CertificateExpiredException.class);
    return late == null
        ? Optional.empty()
        : certificate(
            server,
            "has expired (" + late.getMessage() + "); if the clock, " + now + ", is wrong, set it");
  }

  private static Optional<Diagnosis> chain(Throwable failure, String server) {
    CertificateException plain = find(failure, CertificateException.class);
    UntrustedServerException seen = find(failure, UntrustedServerException.class);
    if (plain != null && text(plain).startsWith("No ")) {
      return certificate(
          server,
          "belongs to another host ("
              + (seen == null ? text(plain) : "it names " + hosts(seen.chain()))
              + "); check host and DNS");
    }
    if (find(failure, InvalidAlgorithmParameterException.class) != null) {
      return certificate(
          server, "cannot be trusted, because there is no trusted root; " + ADD_THE_ROOT);
    }
    if (find(failure, CertPathBuilderException.class) != null
        || find(failure, CertPathValidatorException.class) != null) {
      return certificate(
          server,
          "does not lead to a trusted root"
              + (seen == null ? "" : ": " + top(seen.chain()))
              + "; "
              + ADD_THE_ROOT);
    }
    return plain == null
        ? Optional.empty()
        : certificate(server, "was not accepted: " + text(plain));
  }

  private static Optional<Diagnosis> clock(String server, String reason) {
    return Optional.of(
        new Diagnosis(
            SessionFault.Cause.CLOCK,
            "cannot verify the identity of "
                + server
                + ": "
                + reason
                + "; set this machine's clock"));
  }

  private static Optional<Diagnosis> certificate(String server, String reason) {
    return Optional.of(
        new Diagnosis(
            SessionFault.Cause.CERTIFICATE, "the certificate of " + server + " " + reason));
  }

  private static Optional<Diagnosis> tls(Throwable failure, String server) {
    SSLException tls = find(failure, SSLException.class);
    if (tls == null || find(failure, InterruptedIOException.class) != null) {
      return Optional.empty();
    }
    String reason = text(tls);
    if (reason.contains("plaintext") || reason.contains("unrecognized SSL message")) {
      return Optional.of(
          new Diagnosis(
              SessionFault.Cause.CONFIGURATION,
              server + " does not speak TLS; check port and transport"));
    }
    return Optional.of(
        new Diagnosis(
            SessionFault.Cause.CERTIFICATE,
            "no TLS 1.2 or later could be negotiated with " + server + ": " + reason));
  }

  private static Optional<Diagnosis> network(Throwable failure, String server) {
    if (find(failure, UnknownHostException.class) != null
        || find(failure, UnresolvedAddressException.class) != null) {
      return unreachable(
          "the name of " + server + " cannot be resolved; check instance.id, region, host and DNS");
    }
    if (find(failure, InterruptedIOException.class) != null
        || find(failure, HttpTimeoutException.class) != null) {
      return Optional.of(
          new Diagnosis(
              SessionFault.Cause.TIMEOUT, server + " did not answer in time; check the network"));
    }
    ProtocolException protocol = find(failure, ProtocolException.class);
    if (protocol != null) {
      return Optional.of(
          new Diagnosis(
              SessionFault.Cause.CONFIGURATION,
              server + ": " + text(protocol) + "; check port and transport"));
    }
    if (find(failure, ConnectException.class) != null) {
      return unreachable("no server listens at " + server + "; check host, port and firewall");
    }
    if (find(failure, NoRouteToHostException.class) != null) {
      return unreachable("there is no route to " + server + "; check the network");
    }
    if (find(failure, EOFException.class) != null || find(failure, SocketException.class) != null) {
      return Optional.of(
          new Diagnosis(SessionFault.Cause.LINK_LOST, server + " closed the connection"));
    }
    return Optional.empty();
  }

  private static Optional<Diagnosis> unreachable(String message) {
    return Optional.of(new Diagnosis(SessionFault.Cause.UNREACHABLE, message));
  }

  private static <T> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (type.isInstance(e)) {
        return type.cast(e);
      }
    }
    return null;
  }

  private static Throwable innermost(Throwable failure) {
    Throwable inner = failure;
    for (Throwable e = failure; e != null; e = e.getCause()) {
      inner = e;
    }
    return inner;
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** Describes the end of the chain: the authority whose root is missing, and its fingerprint. */
  private static String top(List<X509Certificate> chain) {
    X509Certificate last = chain.get(chain.size() - 1);
    String issuer = name(last.getIssuerX500Principal());
    if (last.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
      return "the chain ends with '" + issuer + "' (SHA-256 " + fingerprint(last) + ")";
    }
    return "the chain ends with '"
        + name(last.getSubjectX500Principal())
        + "', which was signed by '"
        + issuer
        + "'";
  }

  /** Returns the host names and addresses in the server's certificate. */
  private static String hosts(List<X509Certificate> chain) {
    X509Certificate own = chain.get(0);
    try {
      Collection<List<?>> names = own.getSubjectAlternativeNames();
      if (names != null) {
        return names.stream()
            .filter(name -> name.get(0).equals(DNS_NAME) || name.get(0).equals(ADDRESS))
            .limit(NAMES)
            .map(name -> printable(String.valueOf(name.get(1))))
            .collect(Collectors.joining(", "));
      }
    } catch (CertificateParsingException e) {
      return "unreadable names";
    }
    return name(own.getSubjectX500Principal());
  }

  private static String name(X500Principal principal) {
    return printable(principal.getName());
  }

  /** Makes an external text safe for a log. */
  private static String printable(String text) {
    return text.codePoints()
        .limit(LENGTH)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (GeneralSecurityException e) {
      return "unknown";
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.kuralink.api.channel.ServerCertificate;
import org.kuralink.api.channel.ServerCertificates;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.command.Commands;
import org.kuralink.console.command.Manual;
import org.kuralink.console.report.ScreenText;
import org.kuralink.console.report.Times;
import org.kuralink.console.report.ViewReport;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The view of the certificates of OPC UA servers, which an operator trusts or rejects. */
@Component(
    name = "org.kuralink.console.certificates",
    service = {View.class, Commands.class, CertificatesView.class},
    property = {"osgi.command.scope=alink", "osgi.command.function=certificates"})
public final class CertificatesView implements View {

  private static final String PID = "org.kuralink.channel.opcua";
  private static final String FINGERPRINT = "Fingerprint";
  private static final List<String> COLUMNS =
      List.of("fingerprint", "decision", "subject", "server", "valid from", "until", "first seen");

  private final Named<ServerCertificates> channels = new Named<>();
  private final Times times;

  /** Creates a view in the time zone of this machine. */
  public CertificatesView() {
    this(Times.here());
  }

  CertificatesView(Times times) {
    this.times = times;
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addCertificates(ServerCertificates service, Map<String, ?> properties) {
    channels.add(service, properties);
  }

  void updatedCertificates(ServerCertificates service, Map<String, ?> properties) {
    channels.add(service, properties);
  }

  void removeCertificates(ServerCertificates service) {
    channels.remove(service);
  }

  /** Lists the certificates, trusts or rejects one, or prints the channel's own certificate. */
  @Descriptor("lists certificates of OPC UA servers, trusts or rejects one, prints our own in PEM")
  public String certificates(
      @Descriptor("[NAME] [trust FINGERPRINT | reject FINGERPRINT | own]") String... words) {
    return words.length == 0 ? report().toText() : channels.choose(List.of(words), PID, this::run);
  }

  private String run(ServerCertificates service, List<String> words) {
    if (words.isEmpty()) {
      return drawn("", service).toText();
    }
    String verb = words.get(0);
    if (verb.equals("own") && words.size() == 1) {
      return kept(service::own);
    }
    if (words.size() == 2 && (verb.equals("trust") || verb.equals("reject"))) {
      return decide(service, verb, words.get(1));
    }
    throw Manual.misused(CertificatesView.class, "certificates");
  }

  /** An operation that must be stored on disk to take effect. */
  private interface Kept {
    String get() throws IOException;
  }

  private static String kept(Kept what) {
    try {
      return what.get();
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException(ScreenText.of("failed: " + e.getMessage()));
    }
  }

  private static String decide(ServerCertificates service, String verb, String fingerprint) {
    return kept(
        () -> {
          ServerCertificate now =
              verb.equals("trust") ? service.trust(fingerprint) : service.reject(fingerprint);
          return ScreenText.of(
              now.fingerprint() + " of " + now.subject() + " is " + words(now.decision()));
        });
  }

  private static String words(ServerCertificate.Decision decision) {
    return decision.name().toLowerCase(Locale.ROOT);
  }

  private ViewReport drawn(String title, ServerCertificates service) {
    return new ViewReport(
        List.of(
            new ViewReport.Section(
                title.isEmpty() ? title() : title,
                List.of(
                    new ViewReport.Table(
                        COLUMNS, service.certificates().stream().map(this::row).toList())))));
  }

  private List<String> row(ServerCertificate certificate) {
    return List.of(
        certificate.fingerprint(),
        words(certificate.decision()),
        certificate.subject(),
        certificate.server(),
        times.at(certificate.notBefore()),
        times.at(certificate.notAfter()),
        times.at(certificate.seen()));
  }

  @Override
  public List<String> words(String command) {
    List<String> words = new ArrayList<>(List.of("trust", "reject", "own"));
    Map<String, ServerCertificates> all = channels.all();
    words.addAll(all.size() > 1 ? all.keySet() : List.of());
    all.values().stream()
        .flatMap(service -> service.certificates().stream())
        .map(ServerCertificate::fingerprint)
        .forEach(words::add);
    return words;
  }

  @Override
  public String name() {
    return "certificates";
  }

  @Override
  public String title() {
    return "Server certificates";
  }

  @Override
  public int position() {
    return 28;
  }

  @Override
  public ViewReport report() {
    return channels.report(PID, this::drawn);
  }

  @Override
  public List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    channels
        .all()
        .forEach(
            (name, service) -> {
              actions.add(
                  new Action(
                      "trust " + name,
                      "Trust",
                      FINGERPRINT,
                      typed -> decide(service, "trust", typed)));
              actions.add(
                  new Action(
                      "reject " + name,
                      "Reject",
                      FINGERPRINT,
                      typed -> decide(service, "reject", typed)));
            });
    return actions;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.apache.felix.service.command.Descriptor;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.api.cota.RemoteConfigurationStatus;
import org.kuralink.console.command.Await;
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

/**
 * The view of the remote configuration of each device: state, stored versions, and restoring one.
 */
@Component(
    name = "org.kuralink.console.config",
    service = {View.class, Commands.class, ConfigurationView.class},
    property = {"osgi.command.scope=alink", "osgi.command.function=config"})
public final class ConfigurationView implements View {

  private static final String PID = "org.kuralink.cota";

  /** Matches the value of a JSON member whose name indicates a secret. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(\"[^\"]*(?:secret|password|passwd|passphrase|token)[^\"]*\"\\s*:\\s*)"
              + "(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\",{}\\[\\]]+)",
          Pattern.CASE_INSENSITIVE);

  /** Matches the signature of a signed URL. */
  private static final Pattern SIGNED =
      Pattern.compile(
          "([?&](?:[a-z-]*signature|security-token|[a-z-]*accesskeyid|token)=)[^&\"\\s]+",
          Pattern.CASE_INSENSITIVE);

  private final Named<RemoteConfiguration> configurations = new Named<>();
  private final Times times;

  /** Creates a view in the time zone of this machine. */
  public ConfigurationView() {
    this(Times.here());
  }

  ConfigurationView(Times times) {
    this.times = times;
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addConfiguration(RemoteConfiguration configuration, Map<String, ?> properties) {
    configurations.add(configuration, properties);
  }

  void updatedConfiguration(RemoteConfiguration configuration, Map<String, ?> properties) {
    configurations.add(configuration, properties);
  }

  void removeConfiguration(RemoteConfiguration configuration) {
    configurations.remove(configuration);
  }

  /**
   * Shows state and history, shows or restores a version, or requests the configuration from the
   * platform.
   *
   * @param words the arguments; none to show the state
   */
  @Descriptor(
      "shows state and stored versions of the remote configuration; restores or requests one")
  public String config(
      @Descriptor("[NAME] [history | show VERSION | restore VERSION | get]") String... words) {
    return words.length == 0 || words.length == 1 && words[0].equals("history")
        ? report().toText()
        : configurations.choose(List.of(words), PID, this::run);
  }

  private String run(RemoteConfiguration configuration, List<String> words) {
    String verb = words.isEmpty() ? "" : words.get(0);
    String version = words.size() == 2 ? words.get(1) : "";
    return switch (verb) {
      case "" -> describe("", configuration).toText();
      case "get" -> words.size() == 1 ? request(configuration) : misused();
      case "show" -> numbered(version, number -> show(configuration, number));
      case "restore" -> numbered(version, number -> restore(configuration, number));
      default -> misused();
    };
  }

  private static String misused() {
    throw Manual.misused(ConfigurationView.class, "config");
  }

  private static String numbered(String version, LongFunction<String> act) {
    try {
      return act.apply(Long.parseLong(version));
    } catch (NumberFormatException e) {
      return misused();
    }
  }

  private static String request(RemoteConfiguration configuration) {
    return Await.outcome(configuration.request(), ConfigurationView::words, "alink:config");
  }

  private static String restore(RemoteConfiguration configuration, long version) {
    return Await.outcome(configuration.restore(version), ConfigurationView::words, "alink:config");
  }

  /** Masks secrets, because more people see a screen than a file. */
  private static String show(RemoteConfiguration configuration, long version) {
    return configuration
        .file(version)
        .map(ConfigurationFile::text)
        .map(text -> SECRET.matcher(text).replaceAll("$1\"***\""))
        .map(text -> SIGNED.matcher(text).replaceAll("$1***"))
        .map(ScreenText::lines)
        .orElseThrow(() -> new CommandException("version " + version + " is not stored"));
  }

  private static String words(ConfigurationResult result) {
    return result.outcome().name().toLowerCase(Locale.ROOT)
        + result.version().map(version -> ", version " + version).orElse("")
        + result
            .failedStep()
            .map(step -> ", failed at " + step.name().toLowerCase(Locale.ROOT))
            .orElse("")
        + (result.message().isEmpty() ? "" : ": " + result.message());
  }

  @Override
  public List<String> words(String command) {
    return List.copyOf(configurations.all().keySet());
  }

  @Override
  public String name() {
    return "config";
  }

  @Override
  public String title() {
    return "Remote configuration";
  }

  @Override
  public int position() {
    return 50;
  }

  @Override
  public ViewReport report() {
    return configurations.report(PID, this::describe);
  }

  @Override
  public List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    configurations
        .all()
        .forEach(
            (name, configuration) -> {
              actions.add(
                  new Action(
                      "get " + name,
                      "Request from the platform",
                      "",
                      typed -> request(configuration)));
              actions.add(
                  new Action(
                      "show " + name,
                      "Show",
                      "Version",
                      typed -> numbered(typed, number -> show(configuration, number))));
              actions.add(
                  new Action(
                      "restore " + name,
                      "Restore this version",
                      "Version",
                      typed -> numbered(typed, number -> restore(configuration, number))));
            });
    return actions;
  }

  private ViewReport describe(String name, RemoteConfiguration configuration) {
    RemoteConfigurationStatus status = configuration.status();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "state",
        status.state().name().toLowerCase(Locale.ROOT) + " since " + times.at(status.since()));
    facts.put(
        "active",
        status
            .current()
            .map(version -> "version " + version.number())
            .orElse("none of these versions"));
    status.confirmUntil().ifPresent(t -> facts.put("automatic rollback", "in " + times.until(t)));
    facts.put("last", status.last().map(ConfigurationView::words).orElse("none since the start"));
    List<ViewReport.SectionPart> parts = new ArrayList<>(List.of(new ViewReport.Facts(facts)));
    List<ConfigurationVersion> history = configuration.history();
    if (!history.isEmpty()) {
      parts.add(history(history));
    }
    String device = status.device().map(Object::toString).orElse("no device yet");
    return new ViewReport(
        List.of(new ViewReport.Section("remote configuration " + name + ": " + device, parts)));
  }

  private ViewReport.Table history(List<ConfigurationVersion> history) {
    List<List<String>> rows =
        history.stream()
            .map(
                version ->
                    List.of(
                        version.number() + (version.current() ? " *" : ""),
                        times.at(version.received()),
                        version.configId(),
                        Long.toString(version.size()),
                        version.digest().substring(0, Math.min(12, version.digest().length())),
                        version.outcome().name().toLowerCase(Locale.ROOT),
                        version.message()))
            .toList();
    return new ViewReport.Table(
        List.of("version", "received", "id", "bytes", "SHA-256", "outcome", ""), rows);
  }
}

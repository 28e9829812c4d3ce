/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.service.command.Descriptor;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDeviceFilter;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.console.command.Await;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.command.Commands;
import org.kuralink.console.command.Manual;
import org.kuralink.console.report.Times;
import org.kuralink.console.report.ViewReport;
import org.kuralink.console.view.DevicesReport.Asked;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The view of the sub-devices of each gateway, in pages, with actions for single devices. */
@Component(
    name = "org.kuralink.console.devices",
    service = {View.class, Commands.class, DevicesView.class},
    property = {"osgi.command.scope=alink", "osgi.command.function=devices"})
public final class DevicesView implements View {

  private static final int LAST_PAGE = 1_000_000;

  /** The maximum number of device names offered for completion. */
  private static final int COMPLETED = 100;

  private static final String PID = "org.kuralink.gateway";
  private static final String PERMIT_USAGE =
      "permit needs a product key and a time in seconds, 0 to "
          + Gateway.LONGEST_PERMIT.toSeconds();
  private static final Set<String> VERBS =
      Set.of("login", "logout", "enable", "disable", "register", "delete");

  private final Named<Gateway> gateways = new Named<>();
  private final DevicesReport drawn;

  /** Creates a view in the time zone of this machine. */
  public DevicesView() {
    this(Times.here());
  }

  DevicesView(Times times) {
    this.drawn = new DevicesReport(times);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addGateway(Gateway gateway, Map<String, ?> properties) {
    gateways.add(gateway, properties);
  }

  void updatedGateway(Gateway gateway, Map<String, ?> properties) {
    gateways.add(gateway, properties);
  }

  void removeGateway(Gateway gateway) {
    gateways.remove(gateway);
  }

  /**
   * Shows the states of the sub-devices, or executes an action for one.
   *
   * @param words the arguments; none for the first page of all sub-devices
   */
  @Descriptor("shows the sub-devices and their states; logs one in or out, and more")
  public String devices(
      @Descriptor(
              "[NAME] [STATE ...] [failed] [product=KEY] [page=N] [TEXT]"
                  + " | login DEVICE | logout DEVICE | enable DEVICE | disable DEVICE"
                  + " | register DEVICE | delete DEVICE | permit PRODUCT SECONDS | topology")
          String... words) {
    return words.length == 0 ? report().toText() : gateways.choose(List.of(words), PID, this::run);
  }

  private String run(Gateway gateway, List<String> words) {
    String verb = words.isEmpty() ? "" : words.get(0);
    if (VERBS.contains(verb)) {
      return words.size() == 2 ? act(gateway, verb, words.get(1)) : misused();
    }
    if (verb.equals("permit")) {
      return permit(gateway, String.join(" ", words.subList(1, words.size())));
    }
    if (verb.equals("topology")) {
      return words.size() == 1 ? topology(gateway) : misused();
    }
    return asked(words)
        .map(asked -> drawn.of("", gateway, asked).toText())
        .orElseGet(DevicesView::misused);
  }

  /** Parses the filter arguments; empty if one is invalid. */
  private static Optional<Asked> asked(List<String> words) {
    Set<SubDeviceState> states = EnumSet.noneOf(SubDeviceState.class);
    Optional<String> product = Optional.empty();
    String text = "";
    boolean failed = false;
    int page = 1;
    for (String word : words) {
      Optional<SubDeviceState> state = state(word);
      if (state.isPresent()) {
        states.add(state.get());
      } else if (word.equals("failed")) {
        failed = true;
      } else if (word.startsWith("product=")) {
        product = Optional.of(word.substring("product=".length()));
      } else if (word.startsWith("page=")) {
        page = page(word.substring("page=".length()));
      } else if (text.isEmpty()) {
        text = word;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new Asked(new SubDeviceFilter(states, product, text, failed), page));
  }

  private static int page(String typed) {
    try {
      return Math.max(1, Math.min(LAST_PAGE, Integer.parseInt(typed)));
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private static Optional<SubDeviceState> state(String word) {
    return Arrays.stream(SubDeviceState.values())
        .filter(
            state -> DevicesReport.words(state).replace(' ', '-').equals(word.replace(' ', '-')))
        .findFirst();
  }

  /**
   * Executes an action for the device given by product key and name, or by a name that is unique.
   */
  private String act(Gateway gateway, String verb, String device) {
    int slash = device.indexOf('/');
    if (slash > 0) {
      DeviceIdentity whole =
          new DeviceIdentity(device.substring(0, slash), device.substring(slash + 1));
      return gateway.find(whole).isPresent() ? act(gateway, verb, whole) : missing(device);
    }
    List<DeviceIdentity> named =
        gateway.subDevices(SubDeviceFilter.named(device), 0, Integer.MAX_VALUE).devices().stream()
            .map(SubDeviceStatus::device)
            .filter(each -> each.deviceName().equals(device))
            .toList();
    if (named.size() > 1) {
      throw new CommandException(
          "several sub-devices have this name; name the product key as well: " + named);
    }
    return named.isEmpty() ? missing(device) : act(gateway, verb, named.get(0));
  }

  private static String missing(String device) {
    throw new CommandException("unknown sub-device " + device);
  }

  private static String misused() {
    throw Manual.misused(DevicesView.class, "devices");
  }

  private String act(Gateway gateway, String verb, DeviceIdentity device) {
    if (verb.equals("delete")) {
      return Await.outcome(
          gateway.delete(device), done -> device + " has been deleted", "alink:devices");
    }
    return Await.outcome(
        switch (verb) {
          case "login" -> gateway.login(device);
          case "logout" -> gateway.logout(device);
          case "enable" -> gateway.enable(device);
          case "disable" -> gateway.disable(device);
          default -> gateway.register(device);
        },
        status -> device + " is " + DevicesReport.words(status.state()),
        "alink:devices");
  }

  private String permit(Gateway gateway, String typed) {
    String[] words = typed.strip().split("\\s+");
    try {
      Duration time = Duration.ofSeconds(Long.parseLong(words[words.length - 1]));
      if (words.length == 2) {
        gateway.permit(words[0], time);
        return time.isZero()
            ? "no device of product " + words[0] + " may join"
            : "devices of product " + words[0] + " may join for " + time.toSeconds() + " s";
      }
    } catch (IllegalArgumentException e) {
      throw new CommandException(PERMIT_USAGE);
    }
    throw new CommandException(PERMIT_USAGE);
  }

  private static String topology(Gateway gateway) {
    return Await.outcome(
        gateway.topology(),
        bound -> "bound to this gateway: " + bound.size() + " sub-devices",
        "alink:devices");
  }

  @Override
  public List<String> words(String command) {
    Map<String, Gateway> all = gateways.all();
    List<String> words = new ArrayList<>(all.size() > 1 ? all.keySet() : List.of());
    for (Gateway gateway : all.values()) {
      gateway.subDevices(SubDeviceFilter.named(""), 0, COMPLETED).devices().stream()
          .map(status -> status.device().toString())
          .forEach(words::add);
    }
    return words;
  }

  @Override
  public String name() {
    return "devices";
  }

  @Override
  public String title() {
    return "Sub-devices";
  }

  @Override
  public int position() {
    return 25;
  }

  @Override
  public ViewReport report() {
    return report(Map.of());
  }

  @Override
  public ViewReport report(Map<String, String> asked) {
    Set<SubDeviceState> states = EnumSet.noneOf(SubDeviceState.class);
    state(asked.getOrDefault("state", "")).ifPresent(states::add);
    SubDeviceFilter filter =
        new SubDeviceFilter(
            states,
            Optional.of(asked.getOrDefault("product", "")).filter(key -> !key.isEmpty()),
            asked.getOrDefault("text", ""),
            asked.getOrDefault("errors", "").equals("with"));
    int page = page(asked.getOrDefault(ViewReport.Pages.NAME, "1"));
    return gateways.report(
        PID, (name, gateway) -> drawn.of(name, gateway, new Asked(filter, page)));
  }

  @Override
  public List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    gateways
        .all()
        .forEach(
            (name, gateway) -> {
              actions.add(
                  new Action(
                      "permit " + name,
                      "Permit joining",
                      "Product key and seconds",
                      typed -> permit(gateway, typed)));
              actions.add(
                  new Action(
                      "topology " + name, "Read the topology", "", typed -> topology(gateway)));
            });
    return actions;
  }

  /** The action name of a table button contains the action, the device and the gateway. */
  @Override
  public Optional<Action> action(String name) {
    String[] words = name.split(" ", 3);
    Gateway gateway = words.length == 3 ? gateways.all().get(words[2]) : null;
    if (gateway == null || !VERBS.contains(words[0])) {
      return View.super.action(name);
    }
    return Optional.of(
        new Action(
            name, DevicesReport.label(words[0]), "", typed -> act(gateway, words[0], words[1])));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.check.owner.ConfiguredOwners;
import org.kuralink.check.owner.ConfiguredOwners.Inventory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OSGi shell of the channel. Other settings are another channel: the component starts anew, and
 * the gateway opens its servers again.
 */
@Component(
    name = ModbusConfig.PID,
    service = {
      FieldChannel.class,
      ConfigurableComponent.class,
      ConfigurationReport.class,
      ConfigurationListener.class
    },
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "kura.ui.factory.hide:Boolean=true",
      FieldChannel.PROTOCOL + "=TCP",
      FieldChannel.PROTOCOL + "=RTU"
    })
@Designate(ocd = ModbusConfig.class, factory = true)
public final class ModbusComponent
    implements FieldChannel, ConfigurableComponent, ConfigurationReport, ConfigurationListener {

  private static final Logger LOG = LoggerFactory.getLogger(ModbusComponent.class);

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable SystemService systemService;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable ConfigurationAdmin configurationAdmin;

  private ModbusSettings settings = ModbusSettings.of(Map.of());
  private @Nullable ModbusChannel channel;
  private volatile @Nullable LineWires wires;

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    String name = DataDirectory.nameOf(properties, ModbusConfig.PID);
    Optional<Path> directory =
        DataDirectory.of(
            Optional.ofNullable(systemService).map(SystemService::getKuraDataDirectory),
            Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)),
            name);
    settings = ModbusSettings.of(properties);
    settings.problems().forEach(problem -> LOG.error("{}: {}", name, problem));
    LineWires opening =
        new LineWires(
            settings,
            new ConfiguredOwners(
                Inventory.listed(
                    this::listed,
                    Configuration::getPid,
                    Configuration::getFactoryPid,
                    Configuration::getProperties)),
            new SerialLibrary(directory),
            System::nanoTime);
    wires = opening;
    channel =
        new ModbusChannel(
            settings,
            opening,
            new ModbusChannel.Surroundings(Clock.systemUTC(), System::nanoTime, new Random()));
  }

  private Configuration @Nullable [] listed() throws IOException, InvalidSyntaxException {
    ConfigurationAdmin present = configurationAdmin;
    return present == null ? null : present.listConfigurations(null);
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    LineWires present = wires;
    if (present != null) {
      present.configurationsChanged();
    }
  }

  @Deactivate
  void deactivate() {
    active().close();
  }

  private ModbusChannel active() {
    ModbusChannel present = channel;
    if (present == null) {
      throw new IllegalStateException("not active");
    }
    return present;
  }

  @Override
  public List<String> problems() {
    return settings.problems();
  }

  @Override
  public List<FieldError> check(FieldServer server) {
    return active().check(server);
  }

  @Override
  public List<FieldError> checkTogether(List<FieldServer> servers) {
    return active().checkTogether(servers);
  }

  @Override
  public OpenFieldServer open(FieldServer server, FieldReports reports) {
    return active().open(server, reports);
  }

  @Override
  public CompletionStage<FieldReading> read(FieldServer server) {
    return active().read(server);
  }

  @Override
  public CompletionStage<FieldReading> write(FieldServer server, Object value) {
    return active().write(server, value);
  }
}

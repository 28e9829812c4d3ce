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
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.check.owner.ConfiguredOwners;
import org.kuralink.check.owner.ConfiguredOwners.Inventory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The component of the channel. Changed settings create a new channel, which replaces the former
 * service, so that the gateway opens its servers again. The component instance itself remains,
 * because Kura applies the configuration to each new instance, which would restart the component
 * endlessly.
 */
@Component(
    name = ModbusConfig.PID,
    service = {ConfigurableComponent.class, ConfigurationReport.class, ConfigurationListener.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "kura.ui.factory.hide:Boolean=true",
      FieldChannel.PROTOCOL + "=TCP",
      FieldChannel.PROTOCOL + "=RTU"
    })
@Designate(ocd = ModbusConfig.class, factory = true)
public final class ModbusComponent
    implements ConfigurableComponent, ConfigurationReport, ConfigurationListener {

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

  private volatile @Nullable Offered offered;

  /** A channel and its service registration. */
  private record Offered(
      ModbusSettings settings,
      LineWires wires,
      ModbusChannel channel,
      ServiceRegistration<FieldChannel> service) {

    void end() {
      try {
        service.unregister();
      } catch (IllegalStateException gone) {
        LOG.debug("the framework had already unregistered the channel", gone);
      } finally {
        channel.close();
      }
    }
  }

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    offered = offer(bundle, ModbusSettings.of(properties), properties);
  }

  @Modified
  void modified(BundleContext bundle, Map<String, Object> properties) {
    Offered before = active();
    ModbusSettings settings = ModbusSettings.of(properties);
    if (settings.equals(before.settings)) {
      before.service.setProperties(shown(properties));
    } else {
      before.end();
      offered = offer(bundle, settings, properties);
    }
  }

  @Deactivate
  void deactivate() {
    active().end();
  }

  private Offered offer(
      BundleContext bundle, ModbusSettings settings, Map<String, Object> properties) {
    String name = DataDirectory.nameOf(properties, ModbusConfig.PID);
    Optional<Path> directory =
        DataDirectory.of(
            Optional.ofNullable(systemService).map(SystemService::getKuraDataDirectory),
            Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)),
            name);
    settings.problems().forEach(problem -> LOG.error("{}: {}", name, problem));
    LineWires wires =
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
    ModbusChannel channel =
        new ModbusChannel(
            settings,
            wires,
            new ModbusChannel.Surroundings(Clock.systemUTC(), System::nanoTime, new Random()));
    return new Offered(
        settings,
        wires,
        channel,
        bundle.registerService(FieldChannel.class, channel, shown(properties)));
  }

  /** Returns the properties without those of the component's own configuration. */
  private static Dictionary<String, Object> shown(Map<String, Object> properties) {
    Dictionary<String, Object> shown = new Hashtable<>(properties);
    shown.remove(ConfigurationService.KURA_SERVICE_PID);
    shown.remove(Constants.SERVICE_PID);
    return shown;
  }

  private Configuration @Nullable [] listed() throws IOException, InvalidSyntaxException {
    ConfigurationAdmin present = configurationAdmin;
    return present == null ? null : present.listConfigurations(null);
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    Offered present = offered;
    if (present != null) {
      present.wires.configurationsChanged();
    }
  }

  private Offered active() {
    Offered present = offered;
    if (present == null) {
      throw new IllegalStateException("not active");
    }
    return present;
  }

  @Override
  public List<String> problems() {
    Offered present = offered;
    return present == null ? List.of() : present.settings.problems();
  }
}

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
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.kuralink.api.channel.ServerCertificate;
import org.kuralink.api.channel.ServerCertificates;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.check.QuietCheck;
import org.kuralink.check.owner.ConfiguredOwners;
import org.kuralink.check.owner.ConfiguredOwners.Inventory;
import org.kuralink.store.Medium;
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
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The component of the channel: reads the configuration and determines the data directory. */
@Component(
    name = OpcUaConfig.PID,
    service = {
      FieldChannel.class,
      ServerCertificates.class,
      ConfigurableComponent.class,
      ConfigurationReport.class,
      ConfigurationListener.class
    },
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      FieldChannel.PROTOCOL + "=" + FieldChannel.OPC_UA,
      FieldChannel.PROTOCOL + "=OPCUA",
      "kura.ui.factory.hide:Boolean=true"
    })
@Designate(ocd = OpcUaConfig.class, factory = true)
public final class OpcUaComponent
    implements FieldChannel,
        ServerCertificates,
        ConfigurableComponent,
        ConfigurationReport,
        ConfigurationListener {

  private static final Logger LOG = LoggerFactory.getLogger(OpcUaComponent.class);

  private final Clock clock = Clock.systemUTC();
  private volatile OpcUaSettings settings = OpcUaSettings.of(Map.of());
  private Optional<Path> directory = Optional.empty();
  private String name = "";
  private @Nullable OwnCertificate own;
  private volatile @Nullable KnownServers known;
  private volatile @Nullable OpcUaChannel channel;
  private volatile @Nullable QuietCheck others;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  private @Nullable SystemService systemService;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable ConfigurationAdmin configurationAdmin;

  @Activate
  void activate(BundleContext bundle, Map<String, Object> properties) {
    name = DataDirectory.nameOf(properties, OpcUaConfig.PID);
    directory =
        DataDirectory.of(
            Optional.ofNullable(systemService).map(SystemService::getKuraDataDirectory),
            Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)),
            name);
    read(properties);
    KnownServers servers = new KnownServers(Medium.disk(), directory, clock, this::ownCertificate);
    known = servers;
    OpcUaChannel fresh =
        new OpcUaChannel(
            new UaConnection(
                () -> settings,
                new ConfiguredOwners(
                    Inventory.listed(
                        this::listed,
                        Configuration::getPid,
                        Configuration::getFactoryPid,
                        Configuration::getProperties)),
                servers,
                this::ownCertificate,
                UaThreads.make(),
                clock));
    others = new QuietCheck("kuralink-opcua-others", fresh::leaveToOthers);
    channel = fresh;
  }

  private Configuration @Nullable [] listed() throws IOException, InvalidSyntaxException {
    ConfigurationAdmin present = configurationAdmin;
    return present == null ? null : present.listConfigurations(null);
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    QuietCheck present = others;
    if (present != null) {
      present.changed();
    }
  }

  private void read(Map<String, Object> properties) {
    settings = OpcUaSettings.of(properties);
    settings.problems().forEach(problem -> LOG.warn("{}: {}", name, problem));
  }

  /** Returns the certificate, created on first use because generating a key takes time. */
  private synchronized OwnCertificate ownCertificate() throws IOException {
    OwnCertificate present = own;
    if (present == null) {
      present = OwnCertificate.of(Medium.disk(), directory, clock);
      own = present;
    }
    return present;
  }

  @Modified
  void modified(Map<String, Object> properties) {
    OpcUaSettings before = settings;
    read(properties);
    OpcUaChannel present = channel;
    if (present != null && !settings.equals(before)) {
      present.reconsider();
    }
  }

  @Deactivate
  void deactivate() {
    QuietCheck look = others;
    if (look != null) {
      look.close();
    }
    OpcUaChannel last = channel;
    channel = null;
    if (last != null) {
      last.end();
    }
  }

  @Override
  public List<String> problems() {
    return settings.problems();
  }

  private OpcUaChannel present() {
    OpcUaChannel present = channel;
    if (present == null) {
      throw new IllegalStateException("the OPC UA channel has been deactivated");
    }
    return present;
  }

  @Override
  public List<FieldError> check(FieldServer server) {
    return present().check(server);
  }

  @Override
  public OpenFieldServer open(FieldServer server, FieldReports reports) {
    return present().open(server, reports);
  }

  @Override
  public CompletionStage<FieldReading> read(FieldServer server) {
    return present().read(server);
  }

  @Override
  public CompletionStage<FieldReading> write(FieldServer server, Object value) {
    return present().write(server, value);
  }

  private KnownServers servers() {
    KnownServers present = known;
    if (present == null) {
      throw new IllegalStateException("the OPC UA channel is not active yet");
    }
    return present;
  }

  @Override
  public List<ServerCertificate> certificates() {
    return servers().certificates();
  }

  @Override
  public ServerCertificate trust(String fingerprint) throws IOException {
    return servers().trust(fingerprint);
  }

  @Override
  public ServerCertificate reject(String fingerprint) throws IOException {
    return servers().reject(fingerprint);
  }

  @Override
  public String own() throws IOException {
    return ownCertificate().pem();
  }
}

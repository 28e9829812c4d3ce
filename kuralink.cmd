@echo off
rem SPDX-License-Identifier: EPL-2.0
rem Starts the programs of Kuralink from a checkout and builds first what is missing, as kuralink does elsewhere.
rem What has changed since it was built is built anew by: mvnw.cmd -DskipTests package
setlocal
set "ROOT=%~dp0"
set "STATE=%ROOT%.kuralink"
set "HOME_DIR=%ROOT%distrib\gateway\target\kuralink-gateway"
set "NUMBER="
for /f "tokens=3 delims=<>" %%v in ('findstr /r /c:"^  <version>" "%ROOT%pom.xml"') do if not defined NUMBER set "NUMBER=%%v"
set "GATEWAY_JAR=%HOME_DIR%\lib\kuralink-gateway.jar"
set "SIMULATOR_JAR=%ROOT%distrib\simulator\target\kuralink-simulator-%NUMBER%.jar"
set "FIELD_JAR=%ROOT%distrib\field-simulator\target\kuralink-field-simulator-%NUMBER%.jar"
set "DEMO_JAR=%ROOT%distrib\demo\target\kuralink-demo\lib\kuralink-demo.jar"
set "REST="
set "COMMAND=%~1"
if "%COMMAND%"=="" set "COMMAND=help"
for /f "tokens=1,* delims= " %%a in ("%*") do set "REST=%%b"
for %%c in (help --help -h) do if "%COMMAND%"=="%%c" goto usage
for %%c in (version --version) do if "%COMMAND%"=="%%c" goto version

set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if defined JAVA_HOME if not exist "%JAVA%" goto wronghome
if not defined JAVA_HOME where java >nul 2>nul || goto nojava

for %%c in (demo gateway simulator field-simulator sign command) do if "%COMMAND%"=="%%c" goto %%c
for %%c in (status post event call tags trace ota config shadow devices model services connect disconnect) do if "%COMMAND%"=="%%c" goto remote
call :usage 1>&2
echo kuralink: unknown command %COMMAND% 1>&2
exit /b 1

:demo
call :build distrib/demo "%DEMO_JAR%" || exit /b 1
call :build distrib/gateway "%GATEWAY_JAR%" || exit /b 1
call :build distrib/simulator "%SIMULATOR_JAR%" || exit /b 1
"%JAVA%" -cp "%ROOT%distrib\demo\target\kuralink-demo\lib\*" org.kuralink.demo.Demo --root "%ROOT%." --work "%STATE%\demo" %REST%
exit /b

rem A configuration of one's own lives beside the sources, where no build removes it.
:gateway
call :build distrib/gateway "%GATEWAY_JAR%" || exit /b 1
if exist "%STATE%\gateway\etc" goto configured
xcopy /i /q "%HOME_DIR%\etc" "%STATE%\gateway\etc" >nul || goto unwritable
:configured
"%JAVA%" -Dfile.encoding=UTF-8 -Dkuralink.home="%HOME_DIR%" -cp "%HOME_DIR%\lib\*" org.kuralink.standalone.Gateway --etc "%STATE%\gateway\etc" --data "%STATE%\gateway\data" --shell %REST%
exit /b

rem A simulator that runs elsewhere than in the checkout must not leave its data there.
:simulator
call :build distrib/simulator "%SIMULATOR_JAR%" || exit /b 1
"%JAVA%" -Dkuralink.simulator.data="%STATE%\simulator" -cp "%SIMULATOR_JAR%;%ROOT%distrib\simulator\target\lib\*" org.kuralink.simulator.Simulator %REST%
exit /b

:field-simulator
call :build distrib/field-simulator "%FIELD_JAR%" || exit /b 1
"%JAVA%" -XX:TieredStopAtLevel=1 -Xmx256m -Dkuralink.field.simulator.data="%STATE%\field-simulator" -cp "%FIELD_JAR%;%ROOT%distrib\field-simulator\target\lib\*" org.kuralink.fieldsimulator.FieldSimulator %REST%
exit /b

:sign
call :build distrib/gateway "%GATEWAY_JAR%" || exit /b 1
"%JAVA%" -cp "%HOME_DIR%\lib\*;%HOME_DIR%\bundle\*" org.kuralink.standalone.Sign %REST%
exit /b

:command
set "COMMAND=help"
set "WORDS="
for /f "tokens=1,* delims= " %%a in ("%REST%") do (
  set "COMMAND=%%a"
  set "WORDS=%%b"
)
rem A word before it, or it would ask for the options of the gateway.
for %%c in (--help -h) do if "%COMMAND%"=="%%c" (set "COMMAND=help" & set "WORDS=--help")
set "REST=%WORDS%"

rem Nothing is built for it: where a gateway runs there is a built one.
:remote
if not exist "%GATEWAY_JAR%" goto nogateway
"%JAVA%" -XX:TieredStopAtLevel=1 -Dfile.encoding=UTF-8 -cp "%HOME_DIR%\lib\*" org.kuralink.standalone.Gateway %COMMAND% --data "%STATE%\gateway\data" %REST%
exit /b

rem Makes a module and what it needs, unless its product is there: build MODULE PRODUCT.
:build
if exist "%~2" exit /b 0
if defined JAVA_HOME if not exist "%JAVA_HOME%\bin\javac.exe" goto nojdk
if not defined JAVA_HOME where javac >nul 2>nul || goto nojdk
if not exist "%STATE%" md "%STATE%" || goto unwritable
rem Two commands at once must not build in one tree.
md "%STATE%\build.lock" 2>nul || goto locked
echo building %~1 for the first time: some minutes, with all that has to be fetched 1>&2
call "%ROOT%mvnw.cmd" -B -f "%ROOT%pom.xml" -DskipTests -pl %~1 -am package 1>&2
set "FAILED=%ERRORLEVEL%"
rd "%STATE%\build.lock"
exit /b %FAILED%

:locked
echo kuralink: another command is building here; start this one again when it is done 1>&2
echo kuralink: if none is, remove %STATE%\build.lock 1>&2
exit /b 1

:wronghome
echo kuralink: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe in it 1>&2
exit /b 1

:nojava
echo kuralink: no Java found: install a JDK, version 17 or later 1>&2
exit /b 1

:nojdk
echo kuralink: no javac found: a JDK is needed, not a JRE 1>&2
exit /b 1

:unwritable
echo kuralink: cannot write into %STATE% 1>&2
exit /b 1

:nogateway
echo kuralink: no gateway is running: none is built here; see kuralink gateway 1>&2
exit /b 1

:version
echo kuralink %NUMBER%
exit /b 0

:usage
echo Usage: kuralink COMMAND [options]
echo.
echo   demo [--once]     start simulator and gateway, tell what happens; --once plays the story
echo                     without a person and exits: 0, or not 0 and the name of the step that failed
echo   gateway           the standalone gateway; --etc DIR, --data DIR, --help for the rest
echo   simulator         the local platform; --help tells its options
echo   field-simulator   field devices to try with: Modbus slaves and an OPC UA server whose values move,
echo                     faults on demand; --help tells its options
echo   status            how the sessions of the gateway that runs stand; this and what follows are
echo                     commands of its shell, --data DIR names it by its data directory
echo   post NAME=VALUE   posts properties for it
echo   trace [SECONDS]   shows its messages as they go by
echo   ota, config ...   its firmware, its remote configuration
echo   command WORDS     any command of its shell; kuralink command help lists them
echo   sign              what a log-in sends, and the text that was signed; --help tells its options
echo   help              this text
echo   --version         the version
echo.
echo Needs a JDK, version 17 or later, in JAVA_HOME or on the PATH. What has to be built is built with
echo Maven, which takes MAVEN_ARGS of the environment as it does elsewhere.
exit /b 0

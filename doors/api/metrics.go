package api

import (
	"context"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/office"
)

// gauges are what /metrics shows.
type gauges struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	handler  http.Handler
}

func newGauges(o *office.Office) *gauges {
	g := &gauges{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "motcua_http_requests_total", Help: "Requests by route, method and status; route pages is every page.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "motcua_http_request_seconds", Help: "How long requests took.", Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route"}),
	}
	g.registry.MustRegister(g.requests, g.seconds, &watched{office: o}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	g.handler = promhttp.HandlerFor(g.registry, promhttp.HandlerOpts{})
	return g
}

// request counts a request. Methods that nobody serves are one, so that a client cannot make series.
func (g *gauges) request(route, method string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete:
	default:
		method = "other"
	}
	if status == 0 {
		status = http.StatusOK
	}
	g.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	g.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// metrics answers whoever has the token; without one configured, this machine alone and no proxy's visitor.
// choice: the figures name no person, but they tell a stranger how the city's machine is; whoever may not have them is told
// that there is nothing.
func (d *Door) metrics(w http.ResponseWriter, r *http.Request) {
	if !d.mayMeasure(r) {
		d.fail(w, visitOf(r.Context()), fault.New(fault.Missing, "api.address", "path", "/metrics"))
		return
	}
	d.gauges.handler.ServeHTTP(w, r)
}

func (d *Door) mayMeasure(r *http.Request) bool {
	if d.o.Metrics != "" {
		_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		return subtle.ConstantTimeCompare([]byte(token), []byte(d.o.Metrics)) == 1
	}
	for _, forwarded := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(forwarded) != "" {
			return false
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

// A watched office tells of itself when it is asked. What needs the database is kept for some seconds.
type watched struct {
	office *office.Office

	mu   sync.Mutex
	at   time.Time          // guarded by mu
	home office.HomeFigures // guarded by mu
}

// keepFigures is how long the figures of the city are kept between two looks.
const keepFigures = 10 * time.Second

var (
	actsDesc    = prometheus.NewDesc("motcua_acts_total", "Acts by verb and how they ended.", []string{"act", "end"}, nil)
	writesDesc  = prometheus.NewDesc("motcua_store_writes_total", "Acts and other writes that were committed.", nil, nil)
	commitsDesc = prometheus.NewDesc("motcua_store_commits_total", "Commits; writes that come together share one.", nil, nil)
	lagDesc     = prometheus.NewDesc("motcua_follower_lag_events", "Events that the tallies have not taken in.", nil, nil)
	waitingDesc = prometheus.NewDesc("motcua_acts_unplaced", "Acts whose events have no place yet.", nil, nil)
	openDesc    = prometheus.NewDesc("motcua_dossiers_open", "Dossiers that are open, by the tallies.", nil, nil)
	lateDesc    = prometheus.NewDesc("motcua_dossiers_late", "Open dossiers that are past due, by the tallies.", nil, nil)
	upDesc      = prometheus.NewDesc("motcua_database_up", "Whether the database answered.", nil, nil)
)

// Describe names what there is.
func (c *watched) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{actsDesc, writesDesc, commitsDesc, lagDesc, waitingDesc, openDesc, lateDesc, upDesc} {
		ch <- d
	}
}

// Collect asks the office.
func (c *watched) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), healthTime)
	defer cancel()
	counter := func(d *prometheus.Desc, n int64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	gauge := func(d *prometheus.Desc, n int64) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n))
	}
	for end, n := range c.office.ActsDone() {
		counter(actsDesc, n, string(end.Act), end.End)
	}
	h, err := c.office.Health(ctx)
	counter(writesDesc, h.Writes)
	counter(commitsDesc, h.Commits)
	if err != nil {
		gauge(upDesc, 0)
		return
	}
	gauge(upDesc, 1)
	gauge(lagDesc, h.Lag)
	gauge(waitingDesc, h.Waiting)
	if home, err := c.figures(ctx); err == nil {
		gauge(openDesc, int64(home.Open))
		gauge(lateDesc, int64(home.OpenLate))
	}
}

func (c *watched) figures(ctx context.Context) (office.HomeFigures, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.at) < keepFigures {
		return c.home, nil
	}
	home, err := c.office.Read(ctx, office.Who{Kind: access.Anyone}).Home()
	if err != nil {
		return home, err
	}
	c.home, c.at = home, time.Now()
	return home, nil
}
